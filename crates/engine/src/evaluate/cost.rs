//! Whether an XPath is bearable on a document of some size.
//!
//! The evaluator cannot be stopped once it runs, so what it may cost is judged before. The measure is how often the whole
//! document is walked within a walk: `//a[b]` stays within one, `//a[//b]` walks it for each `a`, `//a[//b[//c]]` for each
//! pair. Steps to children, attributes and descendants stay within the walk they are in (they meet each node at most once
//! per level); absolute paths, siblings, ancestors and the like may meet everything again from each node.

use oxml::xpath::{Axis, Expr, Func, Step};

/// Node visits, roughly; a few seconds without optimisation, well under one with.
const MOST: f64 = 2e8;

/// Judges an expression for a document with `size` nodes.
pub(super) fn is_bearable(expression: &Expr, size: usize) -> bool {
    let walks = i32::try_from(depth(expression)).unwrap_or(i32::MAX);
    let size = u32::try_from(size.max(2)).map_or(f64::INFINITY, f64::from);
    walks <= 1 || f64::from(count(expression)) * size.powi(walks) <= MOST
}

/// How many walks over the document stand within each other, when evaluated from one node.
fn depth(expression: &Expr) -> u32 {
    match expression {
        Expr::Path { absolute, steps } => path_depth(u32::from(*absolute), steps),
        Expr::Filter(filter) => {
            let base = depth(&filter.base);
            let predicates = deepest(&filter.predicates);
            let many = base.min(1);
            base.max(many + predicates).max(path_depth(many, &filter.steps))
        }
        // `id()` looks through the whole document.
        Expr::Function { func: Func::Id, args } => deepest(args).max(1),
        other => parts(other).map(depth).max().unwrap_or(0),
    }
}

/// `many`: 1 when the steps start from as many nodes as the document has, 0 when from one.
fn path_depth(mut many: u32, steps: &[Step]) -> u32 {
    let mut deepest_so_far = many;
    for step in steps {
        let again = u32::from(!stays_inside(step.axis));
        deepest_so_far = deepest_so_far.max(many + again + deepest(&step.predicates));
        many = many.max(again);
    }
    deepest_so_far
}

fn deepest(expressions: &[Expr]) -> u32 {
    expressions.iter().map(depth).max().unwrap_or(0)
}

const fn stays_inside(axis: Axis) -> bool {
    matches!(axis, Axis::Child | Axis::Attribute | Axis::SelfAxis | Axis::Descendant | Axis::DescendantOrSelf)
}

/// How many things there are to do for each node.
fn count(expression: &Expr) -> u32 {
    let steps = |steps: &[Step]| {
        steps.iter().map(|step| 1 + step.predicates.iter().map(count).sum::<u32>()).sum::<u32>()
    };
    1 + match expression {
        Expr::Path { steps: list, .. } => steps(list),
        Expr::Filter(filter) => {
            count(&filter.base) + filter.predicates.iter().map(count).sum::<u32>() + steps(&filter.steps)
        }
        other => parts(other).map(count).sum(),
    }
}

/// The direct parts of an expression that is neither a path nor a filter.
fn parts(expression: &Expr) -> Box<dyn Iterator<Item = &Expr> + '_> {
    match expression {
        Expr::Binary { lhs, rhs, .. } => Box::new([lhs.as_ref(), rhs.as_ref()].into_iter()),
        Expr::Chain { first, rest } => {
            Box::new(std::iter::once(first.as_ref()).chain(rest.iter().map(|(_, operand)| operand)))
        }
        Expr::Function { args, .. } => Box::new(args.iter()),
        Expr::Negate(inner) => Box::new(std::iter::once(inner.as_ref())),
        Expr::Path { .. } | Expr::Filter(_) | Expr::Literal(_) | Expr::Number(_) | Expr::Variable(_) => {
            Box::new(std::iter::empty())
        }
    }
}

#[cfg(test)]
mod tests {
    use oxml::XPath;

    use super::*;

    #[test]
    fn walks_within_walks_are_counted() {
        let table = [
            ("/a/b/c", 1),
            ("//*[local-name()='City']/text()", 1),
            ("//a[b='x'][@c]/d", 1),
            ("count(//a) + count(//b)", 1),
            ("'x'", 0),
            ("//a[//b]", 2),
            ("//a[count(//b) > 1]", 2),
            ("//a[b = //c[d]]", 2),
            ("//a/following::b", 2),
            ("//a[../b]", 2),
            ("//a[id('x')]", 2),
            ("//a[//b[//c]]", 3),
            ("//a[(//b)[//c]]", 3),
            ("(//a)[//b]", 2),
            ("//a[following::b[preceding::c]]", 3),
        ];
        for (xpath, expected) in table {
            assert_eq!(depth(XPath::compile(xpath).expect(xpath).expr()), expected, "{xpath}");
        }
    }

    #[test]
    fn what_is_bearable_depends_on_the_size() {
        let judge = |xpath: &str, size| is_bearable(XPath::compile(xpath).expect(xpath).expr(), size);
        assert!(judge("//*[local-name()='City']/text()", 1_000_000));
        assert!(judge("//a[//b]", 5_000));
        assert!(!judge("//a[//b]", 50_000));
        assert!(judge("//a[//b[//c]]", 200));
        assert!(!judge("//a[//b[//c]]", 5_000));
        assert!(!judge("//*[//*[//*[//*[//*[//*]]]]]", 200));
    }
}

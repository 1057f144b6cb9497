//! One line for each number.

/// Makes a struct of numbers, `new`, `families` and the list `ABOUT` from one line each.
///
/// ```
/// tacit_numbers::numbers! {
///     /// What the kitchen counts.
///     pub struct Kitchen {
///         /// Meals.
///         pub meals: Counter = About::counter("kitchen_meals", "Meals that were served.", &[]),
///     }
/// }
/// let kitchen = Kitchen::new();
/// kitchen.meals.add(2);
/// assert_eq!(kitchen.families()[0].about.name(), "kitchen_meals_total");
/// ```
#[macro_export]
macro_rules! numbers {
    ($(#[$doc:meta])* $visible:vis struct $name:ident {$(
        $(#[$field_doc:meta])* $field_visible:vis $field:ident: $kind:ident = $about:expr
    ),* $(,)?}) => {
        $(#[$doc])*
        #[derive(Debug)]
        $visible struct $name {$(
            $(#[$field_doc])* $field_visible $field: $crate::$kind,
        )*}

        impl $name {
            /// What each of them says.
            $visible const ABOUT: &'static [$crate::About] = {
                use $crate::About;
                &[$($about),*]
            };

            /// All at their beginning.
            $visible const fn new() -> Self {
                use $crate::About;
                Self {$($field: $crate::$kind::new($about)),*}
            }

            /// How they stand.
            $visible fn families(&self) -> Vec<$crate::Family> {
                vec![$(self.$field.family()),*]
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
}

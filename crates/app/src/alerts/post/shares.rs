//! Who may send how much at once, so that receivers that do not answer hold up nobody else.
//!
//! A team has a part of all that is under way. Of that, half at most goes to the background: channels that somebody's
//! environment, bucket or trigger brought along, and those whose last message did not arrive soon. What a team's own channels
//! have to say finds the other half free, and a quarter of that is for services that keep incidents alone.

use std::collections::HashMap;

use tacit_alert::Kind;
use tacit_spec::{ChannelId, TeamId};
use tacit_store::deliveries::{Busy, Due};

use super::Weary;

/// Messages on their way at once: of all, of a team, of a team without those to services that keep incidents, of a team's
/// background.
const OF_ALL: usize = 128;
const OF_TEAM: usize = 32;
const OF_NEWS: usize = 24;
const OF_BACKGROUND: usize = 16;
/// To one channel, and to one whose last message did not arrive.
const TO_ONE: usize = 4;
const TO_WEARY: usize = 1;

/// The part that one message has of what is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seat {
    team: TeamId,
    channel: ChannelId,
    background: bool,
    news: bool,
}

/// What is under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Shares {
    all: usize,
    teams: HashMap<TeamId, Team>,
    channels: HashMap<ChannelId, usize>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Team {
    all: usize,
    background: usize,
    news: usize,
}

impl Shares {
    pub(super) fn len(&self) -> usize {
        self.all
    }

    pub(super) fn is_full(&self) -> bool {
        self.all >= OF_ALL
    }

    /// The seat of a message, when it may go now: taken until it is [left](Self::leave).
    pub(super) fn enter(&mut self, due: &Due, weary: &Weary) -> Option<Seat> {
        let (team, channel) = (due.delivery.team, due.delivery.channel);
        let is_weary = weary.holds(channel);
        let news = !Kind::parse(&due.kind).is_some_and(Kind::keeps_open);
        let seat = Seat { team, channel, background: due.derived || is_weary, news };
        let to_one = self.channels.get(&channel).copied().unwrap_or_default();
        let of_team = self.teams.get(&team).copied().unwrap_or_default();
        let fits = !self.is_full()
            && to_one < if is_weary { TO_WEARY } else { TO_ONE }
            && of_team.all < OF_TEAM
            && (!seat.news || of_team.news < OF_NEWS)
            && (!seat.background || of_team.background < OF_BACKGROUND);
        if !fits {
            return None;
        }
        self.all += 1;
        *self.channels.entry(channel).or_default() += 1;
        let of_team = self.teams.entry(team).or_default();
        of_team.all += 1;
        of_team.background += usize::from(seat.background);
        of_team.news += usize::from(seat.news);
        Some(seat)
    }

    pub(super) fn leave(&mut self, seat: Seat) {
        self.all -= 1;
        if let Some(count) = self.channels.get_mut(&seat.channel) {
            *count -= 1;
        }
        if let Some(team) = self.teams.get_mut(&seat.team) {
            team.all -= 1;
            team.background -= usize::from(seat.background);
            team.news -= usize::from(seat.news);
        }
        self.channels.retain(|_, count| *count > 0);
        self.teams.retain(|_, team| team.all > 0);
    }

    /// Whose messages need not be looked at.
    pub(super) fn busy(&self, weary: &Weary) -> Busy {
        let full = |most: fn(&Team) -> bool| {
            self.teams.iter().filter(move |(_, team)| most(team)).map(|(team, _)| *team)
        };
        let background: Vec<_> = full(|team| team.background >= OF_BACKGROUND).collect();
        let channels = self
            .channels
            .iter()
            .filter(|(channel, count)| **count >= if weary.holds(**channel) { TO_WEARY } else { TO_ONE });
        let mut channels: Vec<_> = channels.map(|(channel, _)| *channel).collect();
        channels.extend(weary.of(&background).filter(|channel| !self.channels.contains_key(channel)));
        Busy {
            channels,
            teams: full(|team| team.all >= OF_TEAM).collect(),
            background,
            news: full(|team| team.news >= OF_NEWS).collect(),
            urgent: Kind::ALL.iter().filter(|kind| kind.keeps_open()).map(|kind| kind.as_str()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use tacit_spec::{BucketKey, DeliveryId, RunId, TestId};
    use tacit_store::deliveries::{Delivery, DeliveryStatus};
    use uuid::Uuid;

    use super::*;

    fn due(team: u128, channel: u128, derived: bool) -> Due {
        let delivery = Delivery {
            id: DeliveryId(Uuid::nil()),
            team: TeamId(Uuid::from_u128(team)),
            channel: ChannelId(Uuid::from_u128(channel)),
            bucket: BucketKey("bucket".into()),
            test: TestId(Uuid::nil()),
            scope: Uuid::nil(),
            place: String::new(),
            run: RunId(Uuid::nil()),
            incident: None,
            change: "failed".into(),
            tell: String::new(),
            names: None,
            status: DeliveryStatus::Waiting,
            attempts: 0,
            persists: false,
            next_at: 0,
            created_at: 0,
            finished_at: None,
        };
        Due { derived, kind: "slack".into(), delivery }
    }

    /// How many messages to different channels get a seat.
    fn seated(shares: &mut Shares, team: u128, channels: std::ops::Range<u128>, derived: bool) -> usize {
        channels
            .filter(|channel| shares.enter(&due(team, *channel, derived), &Weary::default()).is_some())
            .count()
    }

    #[test]
    fn what_members_bring_along_leaves_half_to_the_team() {
        let mut shares = Shares::default();
        assert_eq!(seated(&mut shares, 1, 0..500, true), OF_BACKGROUND);
        assert_eq!(seated(&mut shares, 1, 500..900, false), OF_NEWS - OF_BACKGROUND);
        let pager = |channel| Due { kind: "pagerduty".into(), ..due(1, channel, false) };
        let paged = (900..1000).filter(|channel| shares.enter(&pager(*channel), &Weary::default()).is_some());
        assert_eq!(paged.count(), OF_TEAM - OF_NEWS);
        let busy = shares.busy(&Weary::default());
        assert_eq!(busy.teams, [TeamId(Uuid::from_u128(1))]);
        assert_eq!(busy.background, busy.teams);
        assert_eq!(seated(&mut shares, 2, 900..901, false), 1, "another team has its own part");
    }

    #[test]
    fn one_channel_has_few_and_one_that_does_not_answer_one() {
        let (mut shares, mut weary) = (Shares::default(), Weary::default());
        let seats: Vec<_> = (0..6).filter_map(|_| shares.enter(&due(1, 1, false), &weary)).collect();
        assert_eq!(seats.len(), TO_ONE);
        assert_eq!(shares.busy(&weary).channels, [ChannelId(Uuid::from_u128(1))]);
        for seat in seats {
            shares.leave(seat);
        }
        assert_eq!((shares.len(), shares.busy(&weary).channels), (0, vec![]));
        weary.note(TeamId(Uuid::from_u128(1)), ChannelId(Uuid::from_u128(1)), false);
        assert!(shares.enter(&due(1, 1, false), &weary).is_some());
        assert!(shares.enter(&due(1, 1, false), &weary).is_none());
        assert_eq!(seated(&mut shares, 1, 500..900, true), OF_BACKGROUND - 1, "it counts as background");
        weary.note(TeamId(Uuid::from_u128(1)), ChannelId(Uuid::from_u128(2)), false);
        assert!(shares.busy(&weary).channels.contains(&ChannelId(Uuid::from_u128(2))));
        weary.note(TeamId(Uuid::from_u128(1)), ChannelId(Uuid::from_u128(2)), true);
        assert!(!shares.busy(&weary).channels.contains(&ChannelId(Uuid::from_u128(2))));
    }

    #[test]
    fn all_together_are_bounded() {
        let mut shares = Shares::default();
        let all: usize =
            (0..20).map(|team| seated(&mut shares, team, team * 100..team * 100 + 100, false)).sum();
        assert_eq!((all, shares.is_full()), (OF_ALL, true));
    }
}

//! What is done to dead letters: asked for by people, carried out by the planner, written down in `audit`.

use aida_protocol::{Agent, NodeId, WorkflowId};
use uuid::Uuid;

use crate::{
    LetterFilter, LetterScope, LetterState, Store, StoreError, dead_letter::letter_filter, rows::read_node,
};

/// Most letters that one request replays or discards; the rest takes another.
pub const MOST_LETTERS: i64 = 10_000;

/// Which letters an action is for. Only those that are dead: what is asked for twice is done once.
#[derive(Debug, Clone)]
pub enum Letters {
    Ids(Vec<Uuid>),
    Filter(LetterFilter),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LetterVerb {
    /// With so many letters a second.
    Replay {
        per_second: f64,
    },
    Discard,
}

impl LetterVerb {
    pub const fn as_str(&self) -> &'static str {
        match self {
            LetterVerb::Replay { .. } => "replay",
            LetterVerb::Discard => "discard",
        }
    }
}

/// A letter whose replay is due.
#[derive(Debug, Clone)]
pub struct DueLetter {
    pub id: Uuid,
    pub queue: String,
    /// The job to be done again; without it the body itself is sent again.
    pub job: Option<(WorkflowId, NodeId)>,
    pub body: Vec<u8>,
}

/// What became of a replay.
#[derive(Debug, Clone)]
pub struct ReplayedLetter {
    pub id: Uuid,
    pub state: LetterState,
    pub note: String,
}

const CHOSEN: &str = concat!(
    "-- chosen dead letters\nSELECT id FROM dead_letter\nWHERE ",
    letter_filter!(),
    "\n    AND ($10::uuid[] IS NULL OR id = ANY ($10)) AND state = 'dead'\nORDER BY id LIMIT $11"
);

// The state decides, under the row's lock: of two requests at once the second finds nothing to do.
const ACT: &str = "-- act on dead letters
WITH chosen AS (
    SELECT id, row_number() OVER (ORDER BY id) AS nth FROM unnest($1::uuid[]) AS ids (id)
), taken AS (
    UPDATE dead_letter d SET
        state = $2, note = '',
        replay_at = CASE WHEN $2 = 'replaying' THEN now() + make_interval(secs => (nth - 1) / $3::double precision) END
    FROM chosen WHERE d.id = chosen.id AND d.state = 'dead'
    RETURNING d.id
), told AS (
    INSERT INTO audit (id, tenant, actor, action, subject)
    SELECT gen_random_uuid(), $4, $5, $6, id FROM taken
)
SELECT id FROM taken ORDER BY id";

// Who takes a letter has it for a while: the other planners look at the same time.
const DUE_LETTERS: &str = "-- due replays
WITH due AS (
    SELECT id, replay_at FROM dead_letter WHERE state = 'replaying' AND replay_at <= now()
    ORDER BY replay_at LIMIT $1 FOR UPDATE SKIP LOCKED
), taken AS (
    UPDATE dead_letter d SET replay_at = now() + interval '5 s' FROM due WHERE d.id = due.id
    RETURNING d.id, d.queue, d.workflow_id, d.node, d.tenant, d.body, due.replay_at
)
SELECT d.id, d.queue, d.workflow_id, d.node, d.body, w.id IS NOT NULL AS known
FROM taken d LEFT JOIN workflow w ON w.id = d.workflow_id AND w.tenant = d.tenant
ORDER BY d.replay_at";

pub(crate) const LETTERS_REPLAYED: &str = "-- letters replayed
UPDATE dead_letter d SET state = r.state, note = r.note, replay_at = NULL
FROM unnest($1::uuid[], $2::text[], $3::text[]) AS r (id, state, note)
WHERE d.id = r.id AND d.state = 'replaying'";

impl Store {
    /// The dead letters that an action would be for: what a dry run answers.
    pub async fn chosen_letters(
        &self,
        scope: LetterScope<'_>,
        letters: &Letters,
    ) -> Result<Vec<Uuid>, StoreError> {
        let all = LetterFilter::default();
        let (ids, filter) = match letters {
            Letters::Ids(ids) => (Some(ids), &all),
            Letters::Filter(filter) => (None, filter),
        };
        let client = self.client().await?;
        let rows = client
            .query(
                CHOSEN,
                &[
                    &scope.tenant.as_str(),
                    &scope.nobodys,
                    &filter.agent.map(Agent::as_str),
                    &filter.reason,
                    &filter.state,
                    &filter.workflow_id.map(|id| id.0),
                    &filter.since,
                    &filter.until,
                    &filter.text,
                    &ids,
                    &MOST_LETTERS,
                ],
            )
            .await
            .map_err(StoreError::query("chosen dead letters"))?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// Does it, and writes down who did. Answers the letters that this call took; those that another took
    /// in the meantime are not among them.
    pub async fn act_on_letters(
        &self,
        scope: LetterScope<'_>,
        letters: &Letters,
        verb: LetterVerb,
        actor: &str,
    ) -> Result<Vec<Uuid>, StoreError> {
        let chosen = self.chosen_letters(scope, letters).await?;
        if chosen.is_empty() {
            return Ok(chosen);
        }
        let (state, per_second) = match verb {
            LetterVerb::Replay { per_second } => (LetterState::Replaying, per_second.max(0.001)),
            LetterVerb::Discard => (LetterState::Discarded, 1.0),
        };
        let client = self.client().await?;
        let rows = client
            .query(
                ACT,
                &[&chosen, &state.as_str(), &per_second, &scope.tenant.as_str(), &actor, &verb.as_str()],
            )
            .await
            .map_err(StoreError::query("act on dead letters"))?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// Letters whose replay is due, in order. They are due again when nothing became of them in five seconds.
    pub async fn due_replays(&self, limit: i64) -> Result<Vec<DueLetter>, StoreError> {
        let client = self.client().await?;
        let statement = client.prepare_cached(DUE_LETTERS).await.map_err(StoreError::query("due replays"))?;
        let rows = client.query(&statement, &[&limit]).await.map_err(StoreError::query("due replays"))?;
        let read = |row: &tokio_postgres::Row| {
            let workflow: Option<Uuid> = row.get("workflow_id");
            let has_node = row.get::<_, Option<&str>>("node").is_some();
            let job = match workflow.filter(|_| has_node && row.get("known")) {
                Some(workflow) => Some((WorkflowId(workflow), read_node(row, "dead_letter")?)),
                None => None,
            };
            Ok(DueLetter { id: row.get("id"), queue: row.get("queue"), job, body: row.get("body") })
        };
        rows.iter().map(read).collect()
    }

    /// Writes down what became of replays that no batch carries out.
    pub async fn letters_replayed(&self, letters: &[ReplayedLetter]) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = letters.iter().map(|letter| letter.id).collect();
        let states: Vec<&str> = letters.iter().map(|letter| letter.state.as_str()).collect();
        let notes: Vec<&str> = letters.iter().map(|letter| letter.note.as_str()).collect();
        self.execute("letters replayed", LETTERS_REPLAYED, &[&ids, &states, &notes]).await.map(|_| ())
    }
}

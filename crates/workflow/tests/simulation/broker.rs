//! The broker of the simulated world: it may double, delay, reorder and lose what it holds.

use aida_protocol::{JobError, NodeId, Usd};
use aida_workflow::ScenePlan;

use crate::random::Random;

/// A process with its connection. A process that is started again is another one.
pub type Holder = u32;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attempt {
    pub workflow: usize,
    pub node: NodeId,
    pub attempt: i32,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Succeeded { scenes: Option<Vec<ScenePlan>>, cost: Usd },
    Failed { error: JobError, cost: Usd },
}

#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    Brief(usize),
    Job(Attempt),
    Reply(Attempt, Answer),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    Briefs,
    Jobs,
    Replies,
    Dead,
}

/// A message that a consumer has in hand. Settles nothing once it was given to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    pub message: u64,
    holder: Holder,
    pub redelivered: bool,
    pub body: Body,
}

#[derive(Debug)]
struct Message {
    id: u64,
    queue: Queue,
    held_by: Option<Holder>,
    redelivered: bool,
    body: Body,
}

/// How far behind the front of a queue a message may be taken from.
const DISORDER: usize = 4;

#[derive(Default)]
pub struct Broker {
    messages: Vec<Message>,
    last: u64,
}

impl Broker {
    pub fn publish(&mut self, queue: Queue, body: Body) {
        self.last += 1;
        self.messages.push(Message { id: self.last, queue, held_by: None, redelivered: false, body });
    }

    pub fn take(&mut self, queue: Queue, holder: Holder, random: &mut Random) -> Option<Delivery> {
        let ready: Vec<usize> = self.ready(queue).take(DISORDER).collect();
        if ready.is_empty() {
            return None;
        }
        let message = &mut self.messages[ready[random.below(ready.len())]];
        message.held_by = Some(holder);
        Some(Delivery {
            message: message.id,
            holder,
            redelivered: message.redelivered,
            body: message.body.clone(),
        })
    }

    fn ready(&self, queue: Queue) -> impl Iterator<Item = usize> {
        let all = self.messages.iter().enumerate();
        all.filter(move |(_, message)| message.queue == queue && message.held_by.is_none())
            .map(|(index, _)| index)
    }

    /// Whether the message was still ours.
    pub fn ack(&mut self, delivery: &Delivery) -> bool {
        let before = self.messages.len();
        self.messages
            .retain(|message| message.id != delivery.message || message.held_by != Some(delivery.holder));
        self.messages.len() < before
    }

    /// To the dead queue.
    pub fn reject(&mut self, delivery: &Delivery) {
        if self.ack(delivery) {
            self.publish(Queue::Dead, delivery.body.clone());
        }
    }

    /// A consumer's connection has ended: what it held is given out again.
    pub fn connection_lost(&mut self, holder: Holder) {
        for message in self.messages.iter_mut().filter(|message| message.held_by == Some(holder)) {
            (message.held_by, message.redelivered) = (None, true);
        }
    }

    pub fn everybody_lost(&mut self) {
        for message in self.messages.iter_mut().filter(|message| message.held_by.is_some()) {
            (message.held_by, message.redelivered) = (None, true);
        }
    }

    pub fn double_one(&mut self, random: &mut Random) -> Option<Body> {
        if self.messages.is_empty() {
            return None;
        }
        let message = &self.messages[random.below(self.messages.len())];
        let (queue, body) = (message.queue, message.body.clone());
        self.publish(queue, body.clone());
        Some(body)
    }

    /// Empties a queue of what nobody holds; answers what is gone.
    pub fn purge(&mut self, queue: Queue) -> Vec<Body> {
        let (gone, kept) = std::mem::take(&mut self.messages)
            .into_iter()
            .partition(|message: &Message| message.queue == queue && message.held_by.is_none());
        self.messages = kept;
        gone.into_iter().map(|message: Message| message.body).collect()
    }

    pub fn speaks_of(&self, attempt: Attempt) -> bool {
        self.messages.iter().any(|message| match &message.body {
            Body::Job(of) | Body::Reply(of, _) => *of == attempt,
            Body::Brief(_) => false,
        })
    }

    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }
}

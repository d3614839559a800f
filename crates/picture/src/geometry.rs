use serde::{Deserialize, Serialize};

/// A rectangle in pixels of the frame; `y` grows downwards.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl Rect {
    pub const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Rect { x, y, width, height }
    }

    /// From its edges; never of negative size.
    pub fn between(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Rect { x: left, y: top, width: (right - left).max(0.0), height: (bottom - top).max(0.0) }
    }

    pub fn right(self) -> f32 {
        self.x + self.width
    }

    pub fn bottom(self) -> f32 {
        self.y + self.height
    }

    pub fn center(self) -> (f32, f32) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    pub fn shorter(self) -> f32 {
        self.width.min(self.height)
    }

    pub fn contains(self, other: Rect) -> bool {
        let slack = 0.5;
        other.x >= self.x - slack
            && other.y >= self.y - slack
            && other.right() <= self.right() + slack
            && other.bottom() <= self.bottom() + slack
    }

    pub fn overlaps(self, other: Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// The smallest rectangle with both in it.
    pub fn around(self, other: Rect) -> Self {
        let (left, top) = (self.x.min(other.x), self.y.min(other.y));
        Rect::between(left, top, self.right().max(other.right()), self.bottom().max(other.bottom()))
    }

    /// Smaller by `by` on every side.
    pub fn inset(self, by: f32) -> Self {
        Rect::between(self.x + by, self.y + by, self.right() - by, self.bottom() - by)
    }
}

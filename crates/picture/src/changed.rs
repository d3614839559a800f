//! Which parts of a frame differ from the one before: little of most frames does, and only that is drawn again.

use crate::{
    geometry::Rect,
    planes::{Part, Pose},
    sprite::YuvSprite,
};

/// Side of the squares in which changes are counted; even, so that colours change with their shapes.
const SQUARE: usize = 32;
/// How far beyond a sprite's edge its samples reach, in pixels.
const REACH: f32 = 3.0;

/// The squares of a frame that have to be drawn again.
pub(crate) struct Changed {
    width: usize,
    height: usize,
    columns: usize,
    squares: Vec<bool>,
}

impl Changed {
    /// Nothing, in a frame of `width` × `height`.
    pub fn new(width: usize, height: usize) -> Self {
        let columns = width.div_ceil(SQUARE);
        Changed { width, height, columns, squares: vec![false; columns * height.div_ceil(SQUARE)] }
    }

    pub fn everything(&mut self) {
        self.squares.fill(true);
    }

    /// Whatever of `place` lies in the frame.
    pub fn add(&mut self, place: Rect) {
        let range = |low: f32, high: f32, most: usize| {
            let start = (low.max(0.0) as usize / SQUARE).min(most);
            let end = (high.max(0.0).ceil() as usize).div_ceil(SQUARE).min(most);
            start..end.max(start)
        };
        let rows = self.squares.len() / self.columns;
        let across = range(place.x, place.right(), self.columns);
        for row in range(place.y, place.bottom(), rows) {
            self.squares[row * self.columns..][across.clone()].fill(true);
        }
    }

    /// The squares as rectangles that do not overlap; none is counted as changed any more.
    pub fn take(&mut self) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let (width, height) = (self.width, self.height);
        for (row, squares) in self.squares.chunks_exact_mut(self.columns).enumerate() {
            let (top, bottom) = (row * SQUARE, ((row + 1) * SQUARE).min(height));
            let mut column = 0;
            while column < squares.len() {
                let length = squares[column..].iter().take_while(|changed| **changed).count();
                if length > 0 {
                    let columns = column * SQUARE..((column + length) * SQUARE).min(width);
                    // What continues the row above is one rectangle with it.
                    match parts.iter_mut().find(|part| part.rows.end == top && part.columns == columns) {
                        Some(above) => above.rows.end = bottom,
                        None => parts.push(Part { columns, rows: top..bottom }),
                    }
                }
                column += length + 1;
            }
            squares.fill(false);
        }
        parts
    }
}

/// Where a sprite may leave anything in its pose.
pub(crate) fn place_of(sprite: &YuvSprite, pose: Pose) -> Rect {
    let (sin, cos) = pose.angle.to_radians().sin_cos();
    let (width, height) = (sprite.luma.width as f32, sprite.luma.height as f32);
    let corners = [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)].map(|(x, y)| {
        let (x, y) = ((x - sprite.anchor.0) * pose.scale, (y - sprite.anchor.1) * pose.scale);
        (pose.x + x * cos - y * sin, pose.y + x * sin + y * cos)
    });
    let bounds = |of: fn(&(f32, f32)) -> f32| {
        let values = corners.iter().map(of);
        (values.clone().fold(f32::MAX, f32::min) - REACH, values.fold(f32::MIN, f32::max) + REACH)
    };
    let ((left, right), (top, bottom)) = (bounds(|corner| corner.0), bounds(|corner| corner.1));
    let place = Rect::between(left, top, right, bottom);
    let Some(clip) = pose.clip else { return place };
    let clip = clip.inset(-REACH);
    Rect::between(
        place.x.max(clip.x),
        place.y.max(clip.y),
        place.right().min(clip.right()),
        place.bottom().min(clip.bottom()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_come_back_as_rectangles_of_whole_squares() {
        let mut changed = Changed::new(150, 100);
        assert!(changed.take().is_empty());
        changed.add(Rect::new(40.0, -20.0, 30.0, 60.0));
        changed.add(Rect::new(140.0, 90.0, 500.0, 500.0));
        changed.add(Rect::new(-90.0, 200.0, 30.0, 60.0));
        let parts = changed.take();
        let expected = [Part { columns: 32..96, rows: 0..64 }, Part { columns: 128..150, rows: 64..100 }];
        assert_eq!(parts, expected);
        assert!(changed.take().is_empty());
        changed.everything();
        assert_eq!(changed.take(), [Part { columns: 0..150, rows: 0..100 }]);
    }
}

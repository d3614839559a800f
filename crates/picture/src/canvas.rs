//! SVG to pixels.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use resvg::{
    tiny_skia::{BlendMode, FilterQuality, Pixmap, PixmapPaint, Transform},
    usvg::{self, FontFamily, FontResolver, ImageHrefResolver, ImageKind, Options, Tree, fontdb},
};

use crate::{
    composition::{Composition, Layer},
    effects,
    error::PictureError,
    fonts::Fonts,
    geometry::Rect,
    svg::document,
};

/// The address by which our own SVG names the one picture it may show.
pub(crate) const PICTURE: &str = "aida:picture";

/// Sprites lie between pixels.
const SMOOTH: PixmapPaint =
    PixmapPaint { opacity: 1.0, blend_mode: BlendMode::SourceOver, quality: FilterQuality::Bilinear };

/// Parses and draws our own SVG. Nothing in it can open a file or an address.
pub(crate) struct Canvas<'a> {
    fonts: &'a Fonts,
    picture: Option<ImageKind>,
}

impl<'a> Canvas<'a> {
    pub fn new(fonts: &'a Fonts) -> Self {
        Canvas { fonts, picture: None }
    }

    /// With a picture of somebody else's that SVG may show as [`PICTURE`].
    pub fn with_picture(fonts: &'a Fonts, path: &Path) -> Result<Self, PictureError> {
        let bytes = fs::read(path).map_err(PictureError::io(path))?;
        let kind = aida_ffmpeg::sniff_image(&bytes);
        let bytes = Arc::new(bytes);
        let picture = match kind {
            Some(aida_protocol::ImageFormat::Png) => ImageKind::PNG(bytes),
            Some(aida_protocol::ImageFormat::Jpeg) => ImageKind::JPEG(bytes),
            Some(aida_protocol::ImageFormat::WebP) => ImageKind::WEBP(bytes),
            None => return Err(PictureError::NotAPicture { path: path.to_owned() }),
        };
        Ok(Canvas { fonts, picture: Some(picture) })
    }

    pub fn tree(&self, width: f32, height: f32, content: &str) -> Result<Tree, PictureError> {
        self.fonts.load_named_in(content);
        let (database, names) = self.fonts.database();
        let options = options(database, names, self.picture.clone());
        Ok(Tree::from_str(&document(width, height, content), &options)?)
    }

    /// `content` of `width` × `height`, drawn `scale` times as large, with `rim` transparent pixels around it.
    pub fn draw(
        &self,
        width: f32,
        height: f32,
        content: &str,
        scale: f32,
        rim: u32,
    ) -> Result<Pixmap, PictureError> {
        let tree = self.tree(width, height, content)?;
        let side = |length: f32| (length * scale).ceil().max(1.0) as u32 + 2 * rim;
        let mut pixmap = new_pixmap(side(width), side(height))?;
        let place = Transform::from_row(scale, 0.0, 0.0, scale, rim as f32, rim as f32);
        resvg::render(&tree, place, &mut pixmap.as_mut());
        Ok(pixmap)
    }

    /// The composition at rest, `scale` times its frame, with those layers that `wanted` lets through.
    pub fn still(
        &self,
        composition: &Composition,
        scale: f32,
        wanted: impl Fn(&Layer) -> bool,
    ) -> Result<Pixmap, PictureError> {
        let (width, height) = (composition.frame.width as f32, composition.frame.height as f32);
        let mut pixmap = self.draw(width, height, &composition.background, scale, 0)?;
        for layer in composition.layers.iter().filter(|layer| wanted(layer)) {
            let sprite = effects::sprite(self, layer, &composition.palette, scale)?;
            let (x, y) = (layer.center.0 * scale - sprite.anchor.0, layer.center.1 * scale - sprite.anchor.1);
            let place = Transform::from_translate(x, y);
            pixmap.draw_pixmap(0, 0, sprite.pixmap.as_ref(), &SMOOTH, place, None);
        }
        Ok(pixmap)
    }

    /// Where the ink of a layer lies in the frame. `None` when it draws nothing.
    pub fn ink(&self, layer: &Layer) -> Result<Option<Rect>, PictureError> {
        let tree = self.tree(layer.size.0, layer.size.1, &layer.svg)?;
        // A text's own box is that of its font; its letters' outlines are what is seen.
        let ink = match tree.root().children() {
            [usvg::Node::Text(text)] => text.flattened().abs_bounding_box(),
            _ => tree.root().abs_bounding_box(),
        };
        let (left, top) = (layer.center.0 - layer.size.0 / 2.0, layer.center.1 - layer.size.1 / 2.0);
        let drawn = tree.root().has_children() && ink.width() > 0.0;
        Ok(drawn.then(|| Rect::new(left + ink.x(), top + ink.y(), ink.width(), ink.height())))
    }
}

pub(crate) fn new_pixmap(width: u32, height: u32) -> Result<Pixmap, PictureError> {
    Pixmap::new(width, height).ok_or(PictureError::Memory { width, height })
}

fn options(
    database: Arc<fontdb::Database>,
    names: BTreeMap<String, fontdb::ID>,
    picture: Option<ImageKind>,
) -> Options<'static> {
    let by_name = move |family: &FontFamily| match family {
        FontFamily::Named(name) => names.get(name).copied(),
        _ => None,
    };
    Options {
        fontdb: database,
        font_resolver: FontResolver {
            select_font: Box::new(move |font: &usvg::Font, _: &mut Arc<fontdb::Database>| {
                font.families().iter().find_map(&by_name)
            }),
            select_fallback: Box::new(|_, _, _| None),
        },
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(move |address, _| picture.clone().filter(|_| address == PICTURE)),
        },
        ..Options::default()
    }
}

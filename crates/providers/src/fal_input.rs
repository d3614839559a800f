//! What the endpoints of fal.ai call their inputs; they differ by family.

use aida_models::{Dialect, ModelSpec};
use aida_protocol::{Aspect, FrameSize};
use serde_json::{Value, json};

/// The input of a model that draws.
pub fn image_input(model: &ModelSpec, prompt: &str, size: FrameSize, seed: u32) -> Value {
    let size = json!({"width": size.width, "height": size.height});
    match model.dialect {
        Dialect::Flux if model.endpoint.contains("/flux-pro/") => json!({
            "prompt": prompt, "image_size": size, "num_images": 1, "output_format": "png", "seed": seed,
        }),
        Dialect::Flux if model.endpoint.contains("/flux/schnell") => json!({
            "prompt": prompt, "image_size": size, "num_images": 1, "num_inference_steps": 4,
            "output_format": "png", "seed": seed, "enable_safety_checker": true,
        }),
        Dialect::Hunyuan => json!({
            "prompt": prompt, "image_size": size, "num_images": 1, "output_format": "png", "seed": seed,
            "enable_prompt_expansion": false,
        }),
        _ => json!({"prompt": prompt, "image_size": size, "num_images": 1, "seed": seed}),
    }
}

/// The input of a model that sets a picture in motion. `image` is an address or a data URI.
pub fn video_input(model: &ModelSpec, prompt: &str, image: &str, seconds: u32, aspect: Aspect) -> Value {
    match model.dialect {
        Dialect::Veo => json!({
            "prompt": prompt, "image_url": image, "duration": format!("{seconds}s"),
            // 1080p takes eight seconds only.
            "resolution": if seconds == 8 { "1080p" } else { "720p" },
            "aspect_ratio": aspect.as_str(), "generate_audio": false,
        }),
        Dialect::Sora => json!({
            "prompt": prompt, "image_url": image, "duration": seconds, "resolution": "720p",
            "aspect_ratio": aspect.as_str(),
        }),
        Dialect::Hailuo => json!({
            "prompt": prompt, "image_url": image, "duration": seconds.to_string(), "resolution": "768P",
            "prompt_optimizer": false,
        }),
        _ => json!({
            "prompt": prompt, "image_url": image, "duration": seconds.to_string(),
            "negative_prompt": "blur, distort, low quality, text, captions", "cfg_scale": 0.5,
        }),
    }
}

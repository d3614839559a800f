//! Small files that are what they say.

use bytes::{BufMut, Bytes, BytesMut};

/// A picture of one slanted gradient, 8 bit RGB, stored without compression (PNG, deflate's stored blocks).
pub fn png(width: u32, height: u32) -> Bytes {
    let mut rows = Vec::with_capacity((width as usize * 3 + 1) * height as usize);
    for y in 0..height {
        rows.push(0);
        for x in 0..width {
            rows.extend([(x * 255 / width.max(1)) as u8, (y * 255 / height.max(1)) as u8, 160]);
        }
    }
    let mut zlib = vec![0x78, 0x01];
    let last = rows.chunks(65_535).count().saturating_sub(1);
    for (number, block) in rows.chunks(65_535).enumerate() {
        let length = block.len() as u16;
        zlib.push(u8::from(number == last));
        zlib.extend(length.to_le_bytes());
        zlib.extend((!length).to_le_bytes());
        zlib.extend(block);
    }
    zlib.extend(adler32(&rows).to_be_bytes());
    let mut head = Vec::new();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    let mut png = BytesMut::from(&b"\x89PNG\r\n\x1a\n"[..]);
    for (name, data) in [(b"IHDR", head.as_slice()), (b"IDAT", &zlib), (b"IEND", &[])] {
        png.put_u32(data.len() as u32);
        let named = [&name[..], data].concat();
        png.extend_from_slice(&named);
        png.put_u32(crc32(&named));
    }
    png.freeze()
}

fn adler32(data: &[u8]) -> u32 {
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in data {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    b << 16 | a
}

fn crc32(data: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
        )
    };
    !data.iter().fold(!0, step)
}

/// A voice's stand-in: a hum that swells with every "word", 16 bit mono.
pub fn wav(seconds: f64, rate: u32) -> Bytes {
    let samples = (seconds * f64::from(rate)) as u32;
    let mut wav = BytesMut::new();
    wav.extend_from_slice(b"RIFF");
    wav.put_u32_le(36 + samples * 2);
    wav.extend_from_slice(b"WAVEfmt ");
    wav.put_u32_le(16);
    for half in [1_u16, 1] {
        wav.put_u16_le(half);
    }
    wav.put_u32_le(rate);
    wav.put_u32_le(rate * 2);
    wav.put_u16_le(2);
    wav.put_u16_le(16);
    wav.extend_from_slice(b"data");
    wav.put_u32_le(samples * 2);
    for sample in 0..samples {
        let at = f64::from(sample) / f64::from(rate);
        let swell = (at * std::f64::consts::TAU * 2.5).sin().abs();
        let hum =
            (at * std::f64::consts::TAU * 180.0).sin() + 0.5 * (at * std::f64::consts::TAU * 360.0).sin();
        wav.put_i16_le((hum * swell * 9_000.0) as i16);
    }
    wav.freeze()
}

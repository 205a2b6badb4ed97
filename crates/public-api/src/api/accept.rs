//! Whether a caller would rather see a page (RFC 9110, 12.5.1).

use actix_web::http::header::{ACCEPT, HeaderMap};

use super::accept_encoding::quality;

/// True for those who ask for HTML by its name, as browsers do, and like it better than
/// JSON and no less than anything at all. Whoever says nothing, or `*/*`, is a program.
pub(crate) fn prefers_a_page(headers: &HeaderMap) -> bool {
    let (mut page, mut json, mut anything) = (0, 0, 0);
    for line in headers.get_all(ACCEPT) {
        let Ok(line) = line.to_str() else { continue };
        for range in line.split(',') {
            let (media_type, parameters) = range.split_once(';').unwrap_or((range, ""));
            let weight = parameters.split(';').find_map(quality).unwrap_or(1_000);
            let place = match media_type.trim().to_ascii_lowercase().as_str() {
                "text/html" => &mut page,
                "application/problem+json" | "application/json" | "application/*" => &mut json,
                "*/*" => &mut anything,
                _ => continue,
            };
            *place = weight.max(*place);
        }
    }
    page > json && page >= anything
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn browsers_prefer_a_page_and_programs_do_not() {
        for (lines, expected) in [
            // Firefox and Chromium, Safari, a text browser.
            (
                &[
                    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
                ][..],
                true,
            ),
            (
                &["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
                true,
            ),
            (&["text/html, text/*;q=0.5, image/*, audio/*"], true),
            (&["text/html"], true),
            (&["TEXT/HTML ; charset=utf-8 ; Q=0.5"], true),
            (&["text/html;q=0.9", "application/json;q=0.8"], true),
            (&["text/html, */*"], true),
            (&[], false),
            (&[""], false),
            (&["*/*"], false),
            (&["text/*"], false),
            (&["image/png"], false),
            (&["application/json"], false),
            (&["application/json, text/plain, */*"], false),
            (&["text/html, application/json"], false),
            (&["text/html;q=0.5, application/*;q=0.6"], false),
            (&["text/html;q=0.5, application/problem+json"], false),
            (&["text/html;q=0.1, */*"], false),
            (&["text/html;q=0"], false),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(ACCEPT, HeaderValue::from_static(line));
            }
            assert_eq!(prefers_a_page(&headers), expected, "{lines:?}");
        }
    }
}

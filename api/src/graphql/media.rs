//! The two forms of an answer, and which of them a client takes (GraphQL over HTTP, §6).

use super::error;
use crate::error::{Code, Error};
use async_graphql::{Response, ServerError};
use async_graphql_axum::GraphQLResponse;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response as HttpResponse},
};

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status says whether the document was run.
    GraphQl,
    /// `application/json`: whatever a readable request came to is 200.
    Json,
}

impl Media {
    /// The form that the client wants most; nothing where it takes neither.
    pub(super) fn wanted(headers: &HeaderMap) -> Option<Self> {
        let mut entries = headers.get_all(header::ACCEPT).iter().peekable();
        if entries.peek().is_none() {
            return Some(Self::Json);
        }
        // An entry that cannot be read names no form.
        let accept: Vec<_> = entries.filter_map(|entry| entry.to_str().ok()).collect();
        let accept = accept.join(",");
        let [graphql, json] = [Self::GraphQl, Self::Json].map(|media| media.preference(&accept));
        match (graphql.is_wanted(), json.is_wanted()) {
            (false, false) => None,
            // Who takes anything is given what most programs read.
            (true, true) if graphql.weight == json.weight && !graphql.is_exact => Some(Self::Json),
            (true, true) if graphql.weight < json.weight => Some(Self::Json),
            (true, _) => Some(Self::GraphQl),
            (false, true) => Some(Self::Json),
        }
    }

    /// What was answered to a document that was run, or that could not be.
    pub(super) fn answer(self, response: Response) -> HttpResponse {
        if error::is_of_request(&response) {
            return self.request_errors(&response.errors);
        }
        let mut answer = GraphQLResponse::from(response).into_response();
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, self.content_type());
        answer
    }

    /// A document that is refused as it stands.
    pub(super) fn refuse_document(self, refusal: Error) -> HttpResponse {
        let code = refusal.code;
        let mut response = self.request_errors(&error::refusal(refusal).errors);
        response.extensions_mut().insert(code);
        response
    }

    /// A request that is no question for the schema.
    pub(super) fn refuse(self, refusal: Error) -> HttpResponse {
        let code = refusal.code;
        let mut response = self.errors(code.status(), &error::refusal(refusal).errors);
        // For those around, who count it.
        response.extensions_mut().insert(code);
        response
    }

    /// An error from around the handler, which was logged there.
    pub(super) fn restate(self, error: Error, request_id: Option<String>) -> HttpResponse {
        let status = error.code.status();
        let mut error = error::without_place(error);
        error::describe(&mut error, request_id);
        self.errors(status, &[error])
    }

    fn request_errors(self, errors: &[ServerError]) -> HttpResponse {
        let status = match self {
            Self::GraphQl => StatusCode::BAD_REQUEST,
            Self::Json => StatusCode::OK,
        };
        self.errors(status, errors)
    }

    /// Errors without `data`: nothing was run.
    fn errors(self, status: StatusCode, errors: &[ServerError]) -> HttpResponse {
        let body = serde_json::json!({ "errors": errors }).to_string();
        let kind = [(header::CONTENT_TYPE, self.content_type())];
        (status, kind, Body::from(body)).into_response()
    }

    const fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }

    const fn subtype(self) -> &'static str {
        match self {
            Self::GraphQl => "graphql-response+json",
            Self::Json => "json",
        }
    }

    /// What the most exact entry says of this form (RFC 9110 §12.5.1).
    fn preference(self, accept: &str) -> Preference {
        let mut best = Preference::default();
        let mut best_rank = 0;
        for entry in accept.split(',') {
            let mut parts = entry.split(';').map(str::trim);
            let range = parts.next().unwrap_or_default().to_ascii_lowercase();
            let rank = match range.split_once('/') {
                Some(("application", subtype)) if subtype == self.subtype() => 3,
                Some(("application", "*")) => 2,
                Some(("*", "*")) => 1,
                _ => continue,
            };
            let Some(weight) = weight(parts) else {
                continue;
            };
            if rank > best_rank {
                best_rank = rank;
                best = Preference {
                    weight,
                    is_exact: rank == 3,
                };
            }
        }
        best
    }
}

/// How much a form is wanted.
#[derive(Clone, Copy, Default)]
struct Preference {
    /// In thousandths, as it may be written with three digits.
    weight: u16,
    /// Whether the form is named itself.
    is_exact: bool,
}

impl Preference {
    const fn is_wanted(self) -> bool {
        self.weight > 0
    }
}

/// The weight among an entry's parameters; nothing where another character set is asked for.
fn weight<'a>(parameters: impl Iterator<Item = &'a str>) -> Option<u16> {
    let mut weight = 1000;
    for (name, value) in parameters.filter_map(|parameter| parameter.split_once('=')) {
        match name.trim().to_ascii_lowercase().as_str() {
            "q" => weight = thousandths(value.trim()).unwrap_or(0),
            "charset" if !is_utf8(value) => return None,
            _ => {}
        }
    }
    Some(weight)
}

/// "0.85" as 850; nothing where it is no number from 0 to 1 of at most three digits.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_written_so = ["0", "1"].contains(&whole)
        && fraction.len() <= 3
        && fraction.bytes().all(|digit| digit.is_ascii_digit());
    let digits = format!("{whole}{fraction:0<3}");
    digits
        .parse()
        .ok()
        .filter(|weight| is_written_so && *weight <= 1000)
}

/// Whether this is JSON that can be read here; JSON has no other character set.
pub(super) fn check_json(headers: &HeaderMap) -> Result<(), Error> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    let is_json = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    let is_readable = parts
        .filter_map(|parameter| parameter.split_once('='))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .all(|(_, value)| is_utf8(value));
    if is_json && is_readable {
        return Ok(());
    }
    let refusal = Error::input("Content-Type", "must be application/json, in UTF-8");
    Err(refusal.with_code(Code::UnsupportedMediaType))
}

fn is_utf8(charset: &str) -> bool {
    let name = charset.trim().trim_matches('"');
    ["utf-8", "utf8"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::Media;
    use axum::http::{HeaderMap, HeaderValue, header};

    #[test]
    fn the_form_is_the_one_wanted_most() {
        const JSON: Option<Media> = Some(Media::Json);
        const GRAPHQL: Option<Media> = Some(Media::GraphQl);
        for (accept, expected) in [
            ("application/json", JSON),
            ("application/graphql-response+json", GRAPHQL),
            ("*/*", JSON),
            ("application/*", JSON),
            (
                "application/json, application/graphql-response+json",
                GRAPHQL,
            ),
            (
                "application/graphql-response+json, application/json;q=0.9",
                GRAPHQL,
            ),
            (
                "application/graphql-response+json;q=0.5, application/json",
                JSON,
            ),
            ("application/graphql-response+json; q=0, */*", JSON),
            ("application/json;q=0, */*;q=0.1", GRAPHQL),
            ("APPLICATION/JSON; charset=UTF-8", JSON),
            ("text/html, */*;q=0.8", JSON),
            ("application/json;q=0.001", JSON),
            ("application/json; charset=iso-8859-1", None),
            ("application/json;q=nan", None),
            ("application/json;q=7", None),
            ("text/html", None),
            ("multipart/mixed", None),
            ("application/json;q=0", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(Media::wanted(&headers), expected, "{accept}");
        }
        assert_eq!(Media::wanted(&HeaderMap::new()), JSON);
    }
}

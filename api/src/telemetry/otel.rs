//! Spans to an OpenTelemetry collector, by OTLP over plain HTTP.

use super::trace::Parent;
use anyhow::{Context as _, bail};
use opentelemetry::{
    Context,
    trace::{
        SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState, TracerProvider,
    },
};
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{SdkTracer, SdkTracerProvider},
};
use tracing::Span;
use tracing_opentelemetry::{OpenTelemetryLayer, OpenTelemetrySpanExt};
use tracing_subscriber::Registry;

/// Sends spans from a thread of its own, and what is left when it is dropped.
pub struct Exporter(Option<SdkTracerProvider>);

impl Drop for Exporter {
    fn drop(&mut self) {
        let Some(provider) = &self.0 else { return };
        if let Err(error) = provider.shutdown() {
            tracing::warn!("Not all spans were sent: {error}");
        }
    }
}

/// What sends spans to the collector, if there is one, and what makes them.
pub(super) fn export(
    collector: Option<&str>,
) -> anyhow::Result<(Exporter, Option<OpenTelemetryLayer<Registry, SdkTracer>>)> {
    let Some(collector) = collector else {
        return Ok((Exporter(None), None));
    };
    if !collector.starts_with("http://") {
        bail!(
            "LOANBOOK_OTEL_ENDPOINT must be like http://127.0.0.1:4318: a collector that is near, without TLS"
        );
    }
    let exporter = SpanExporter::builder()
        .with_http()
        .with_endpoint(format!("{}/v1/traces", collector.trim_end_matches('/')))
        .build()
        .context("LOANBOOK_OTEL_ENDPOINT cannot be used")?;
    let provider = SdkTracerProvider::builder()
        .with_resource(Resource::builder().with_service_name("loanbook").build())
        .with_batch_exporter(exporter)
        .build();
    let layer = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("loanbook"))
        // Where in our source it was made is of no use to an operator.
        .with_location(false)
        .with_threads(false);
    Ok((Exporter(Some(provider)), Some(layer)))
}

/// Makes the span a part of the client's trace.
pub(super) fn continue_trace(span: &Span, parent: &Parent) {
    let ids = (
        TraceId::from_hex(&parent.trace_id),
        SpanId::from_hex(&parent.span_id),
    );
    let (Ok(trace_id), Ok(span_id)) = ids else {
        return;
    };
    let flags = TraceFlags::default().with_sampled(parent.is_sampled);
    let context = SpanContext::new(trace_id, span_id, flags, true, TraceState::default());
    // Without a collector there is no layer that could take it.
    let _ = span.set_parent(Context::new().with_remote_span_context(context));
}

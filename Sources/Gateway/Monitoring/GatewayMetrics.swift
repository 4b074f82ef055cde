import NIOCore
import NIOHTTP1
import Resources
import Store

/// What the gateway counts of itself, and what it asks the store when somebody looks.
struct GatewayMetrics: Sendable {
    private let registry: PrometheusRegistry
    /// For each route, and one more for requests that fit none.
    private let routes: [RouteMetrics]

    /// Watches that were cut because nobody read them.
    let cuts: CounterSeries

    private struct RouteMetrics: Sendable {
        let seconds: HistogramSeries
        /// By the first digit of the status.
        let answers: [CounterSeries]

        init(_ registry: PrometheusRegistry, method: String, route: String) {
            let labels = [("method", method), ("route", route)]
            seconds = registry.timer("netstrata_http_request_duration_seconds", labels)
            answers = (1...5).map {
                registry.counter("netstrata_http_requests_total", labels + [("status", "\($0)xx")])
            }
        }
    }

    init(_ registry: PrometheusRegistry, routes: [Route]) {
        self.registry = registry
        cuts = registry.counter("netstrata_watches_cut_total", [])
        self.routes =
            routes.map { RouteMetrics(registry, method: $0.method.rawValue, route: $0.path) }
            + [RouteMetrics(registry, method: "other", route: "none")]
    }

    /// Counts an answer, when its header is written.
    func record(_ exchange: Exchange, status: HTTPResponseStatus) {
        let route = routes[exchange.route ?? routes.count - 1]
        route.answers[min(max(Int(status.code) / 100, 1), 5) - 1].increment(by: 1)
        route.seconds.recordNanoseconds((NIODeadline.now() - exchange.started).nanoseconds)
    }

    /// Everything as Prometheus' text; `statistics` is what passed through each link.
    func text(_ backend: Backend, _ statistics: [String: LinkStatistics]) throws(Problem) -> String {
        var text = PrometheusText()
        registry.write(to: &text)
        func gauge(_ name: String, _ help: String, _ values: [(labels: [(String, String)], value: Int64)]) {
            text.head(name, "gauge", help)
            for (labels, value) in values { text.line(name, PrometheusText.labels(labels), String(value)) }
        }
        let counts = try answering { () throws(StoreError) in try backend.store.counts() }
        gauge("netstrata_store_revision", "The number of the last change.", [([], backend.store.revision)])
        gauge(
            "netstrata_resources", "Resources by namespace and type.",
            counts.map { ([("namespace", $0.namespace), ("type", $0.type)], Int64($0.count)) })
        gauge("netstrata_watches", "Watches and long polls that are open.", [([], Int64(backend.streams.count))])
        gauge(
            "netstrata_controller_cursor", "The revision that a controller has dealt with.",
            backend.store.cursors.all.sorted { $0.key < $1.key }.map { ([("controller", $0.key)], $0.value) })
        LinkMetrics.write(statistics, to: &text)
        return text.text
    }
}

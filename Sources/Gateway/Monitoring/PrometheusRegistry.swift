public import Metrics
import Synchronization

/// Keeps what swift-metrics counts, and writes it as Prometheus' text (exposition format 0.0.4).
///
/// A label with slashes or dots is written with underscores, so `store.commits` reads `store_commits`.
public final class PrometheusRegistry: MetricsFactory {
    private struct Key: Hashable {
        let name: String
        let labels: String
    }

    private let series = Mutex<[Key: any Series]>([:])

    /// A registry that knows nothing yet.
    public init() {}

    /// A number that only grows; the same name and dimensions give the same one.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        find(label, dimensions) { CounterSeries() }
    }

    /// A number with a fraction that only grows.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler { find(label, dimensions) { FloatingPointCounterSeries() } }

    /// A number that goes up and down.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        find(label, dimensions) { MeterSeries() }
    }

    /// Values of which the last, or their distribution, is shown.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate
            ? find(label, dimensions) { HistogramSeries(scale: 1, bounds: HistogramSeries.sizes) }
            : find(label, dimensions) { MeterSeries() }
    }

    /// Times, shown as a histogram in seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        timer(label, dimensions)
    }

    func timer(_ label: String, _ dimensions: [(String, String)]) -> HistogramSeries {
        find(label, dimensions) { HistogramSeries(scale: 1e-9, bounds: HistogramSeries.times) }
    }

    func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterSeries {
        find(label, dimensions) { CounterSeries() }
    }

    /// Series live as long as the process, so that a scrape never misses one.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// As for counters.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// As for counters.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// As for counters.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// As for counters.
    public func destroyTimer(_ handler: any TimerHandler) {}

    private func find<Found: Series>(
        _ label: String, _ dimensions: [(String, String)], _ make: () -> Found
    ) -> Found {
        let key = Key(name: PrometheusText.name(label), labels: PrometheusText.labels(dimensions))
        return series.withLock { series in
            // A name that is used for two kinds keeps the first; the other counts unseen.
            if let known = series[key] { return known as? Found ?? make() }
            let new = make()
            series[key] = new
            return new
        }
    }

    /// Every series, as text.
    public var text: String {
        var text = PrometheusText()
        write(to: &text)
        return text.text
    }

    /// Every series.
    func write(to text: inout PrometheusText) {
        let all = series.withLock { $0.sorted { ($0.key.name, $0.key.labels) < ($1.key.name, $1.key.labels) } }
        for (key, series) in all {
            text.head(key.name, series.kind)
            series.write(key.name, key.labels, to: &text)
        }
    }
}

/// Prometheus' text, line by line.
struct PrometheusText {
    private(set) var text = ""
    private var lastName = ""

    /// The line that says of what kind a metric is; once for all its series.
    mutating func head(_ name: String, _ kind: String, _ help: String = "") {
        guard name != lastName else { return }
        lastName = name
        if !help.isEmpty { text += "# HELP \(name) \(help)\n" }
        text += "# TYPE \(name) \(kind)\n"
    }

    /// One value.
    mutating func line(_ name: String, _ labels: String, _ value: String) {
        text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    /// A name of letters, digits and underscores.
    static func name(_ label: String) -> String {
        String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" ? $0 : "_" })
    }

    /// `a="b",c="d"`.
    static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.map { label, value in
            let escaped = value.map { character in
                switch character {
                case "\\": "\\\\"
                case "\"": "\\\""
                case "\n": "\\n"
                default: String(character)
                }
            }
            return "\(name(label))=\"\(escaped.joined())\""
        }.joined(separator: ",")
    }
}

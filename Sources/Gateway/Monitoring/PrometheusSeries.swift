import Metrics
import Synchronization

/// One metric with one set of labels.
protocol Series: AnyObject, Sendable {
    /// Prometheus' word for it.
    var kind: String { get }
    func write(_ name: String, _ labels: String, to text: inout PrometheusText)
}

/// A whole number that only grows.
final class CounterSeries: CounterHandler, Series {
    private let value = Atomic<Int64>(0)
    var kind: String { "counter" }

    func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { value.store(0, ordering: .relaxed) }
    var count: Int64 { value.load(ordering: .relaxed) }
    func write(_ name: String, _ labels: String, to text: inout PrometheusText) {
        text.line(name, labels, String(count))
    }
}

/// A number that only grows.
final class FloatingPointCounterSeries: FloatingPointCounterHandler, Series {
    private let value = Mutex(0.0)
    var kind: String { "counter" }

    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func reset() { value.withLock { $0 = 0 } }
    func write(_ name: String, _ labels: String, to text: inout PrometheusText) {
        text.line(name, labels, String(value.withLock { $0 }))
    }
}

/// A number that goes up and down.
final class MeterSeries: MeterHandler, RecorderHandler, Series {
    private let value = Mutex(0.0)
    var kind: String { "gauge" }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func write(_ name: String, _ labels: String, to text: inout PrometheusText) {
        text.line(name, labels, String(value.withLock { $0 }))
    }
}

/// How often values fell under each of some bounds.
final class HistogramSeries: TimerHandler, RecorderHandler, Series {
    /// Nanoseconds, from 50 µs to 10 s.
    static let times: [Double] = [
        5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8, 2e8, 5e8, 1e9, 2e9, 1e10,
    ]
    /// Plain numbers, by powers of ten.
    static let sizes: [Double] = [1, 10, 100, 1000, 1e4, 1e5, 1e6]

    private struct State {
        var counts: [Int]
        var sum = 0.0
    }

    private let state: Mutex<State>
    private let bounds: [Double]
    private let scale: Double
    var kind: String { "histogram" }

    init(scale: Double, bounds: [Double]) {
        self.scale = scale
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration)) }
    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[bucket] += 1
            $0.sum += value
        }
    }

    func write(_ name: String, _ labels: String, to text: inout PrometheusText) {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        let prefix = labels.isEmpty ? "" : labels + ","
        var total = 0
        for (index, count) in counts.enumerated() {
            total += count
            let bound = index < bounds.count ? String(bounds[index] * scale) : "+Inf"
            text.line(name + "_bucket", prefix + "le=\"\(bound)\"", String(total))
        }
        text.line(name + "_sum", labels, String(sum * scale))
        text.line(name + "_count", labels, String(total))
    }
}

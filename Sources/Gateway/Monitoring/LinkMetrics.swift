import Resources

/// What passed through links, for Prometheus.
enum LinkMetrics {
    /// A line for each link and number.
    static func write(_ statistics: [String: LinkStatistics], to text: inout PrometheusText) {
        let links = statistics.sorted { $0.key < $1.key }
        for metric in metrics {
            text.head(metric.name, "counter", metric.help)
            for (link, counts) in links {
                text.line(
                    metric.name, PrometheusText.labels([("link", link)]), String(counts[keyPath: metric.path].number))
            }
        }
    }

    private struct Metric: Sendable {
        let name: String
        let help: String
        let path: any KeyPath<LinkStatistics, Count> & Sendable

        init(_ name: String, _ path: any KeyPath<LinkStatistics, Count> & Sendable, _ help: String) {
            (self.name, self.path, self.help) = ("netstrata_link_\(name)_total", path, help)
        }
    }

    private static let metrics = [
        Metric("receive_bytes", \.rx.bytes, "Bytes that came in."),
        Metric("receive_packets", \.rx.packets, "Packets that came in."),
        Metric("receive_errors", \.rx.errors, "Bad packets that came in."),
        Metric("receive_drops", \.rx.dropped, "Packets for which there was no room."),
        Metric("receive_multicast", \.rx.multicast, "Packets to groups that came in."),
        Metric("transmit_bytes", \.tx.bytes, "Bytes that were sent."),
        Metric("transmit_packets", \.tx.packets, "Packets that were sent."),
        Metric("transmit_errors", \.tx.errors, "Packets that couldn't be sent."),
        Metric("transmit_drops", \.tx.dropped, "Packets dropped on the way out."),
        Metric("transmit_collisions", \.tx.collisions, "Collisions on a shared wire."),
        Metric("transmit_carrier_errors", \.tx.carrierErrors, "Times the carrier was lost while sending."),
    ]
}

public import NetworkTypes
public import Resources

/// A rule of the firewall: from where some ports are reached.
public struct NetworkRuleConfig: NetworkDocument {
    /// The protocols that a rule can be about.
    public enum Transport: String, ChoiceValue {
        case tcp, udp, icmp, icmpv6
    }

    /// Which packets a rule is about.
    public struct PortSelector: FieldRecord {
        /// The ports.
        public var ports: [PortSpan] = []
        /// The protocol; absent is tcp.
        public var `protocol`: Transport?

        /// None.
        public init() {}

        /// Every member.
        public static let fields: FieldList<PortSelector> = [
            Field("ports", \.ports, "The ports."),
            Field("protocol", \.protocol, "tcp, udp, icmp or icmpv6.", .omitsEmpty),
        ]
    }

    /// Whose packets come in.
    public struct Source: FieldRecord {
        /// The network.
        public var subnet: IPPrefix?
        /// What of it is left out.
        public var except: IPPrefix?

        /// Nobody's.
        public init() {}

        /// Every member.
        public static let fields: FieldList<Source> = [
            Field("subnet", \.subnet, "The network."),
            Field("except", \.except, "What of it is left out.", .omitsEmpty),
        ]
    }

    /// The rule's name.
    public var name = ""
    /// Which packets it is about.
    public var portSelector = PortSelector()
    /// Whose packets come in.
    public var ingress: [Source] = []

    /// A rule about nothing.
    public init() {}

    /// The kind.
    public static let kind = "NetworkRuleConfig"
    /// Every member.
    public static let fields: FieldList<NetworkRuleConfig> = [
        Field(text: "name", \.name, "The rule's name."),
        Field("portSelector", \.portSelector, "Which packets it is about."),
        Field("ingress", \.ingress, "Whose packets come in."),
    ]

    /// Name, ports and networks.
    public func check(_ findings: inout Findings) {
        requireName(&findings)
        checkRuleName(&findings)
        if portSelector.ports.isEmpty { findings.fault("at least one port must be given", at: "portSelector", "ports") }
        for (index, other) in portSelector.ports.overlaps {
            let (span, other) = (portSelector.ports[index].json.article, portSelector.ports[other].json.article)
            findings.fault("\(span) overlaps with \(other)", at: "portSelector", "ports", String(index))
        }
        for (index, source) in ingress.enumerated() where source.subnet == nil {
            findings.fault("a network must be given", at: "ingress", String(index), "subnet")
        }
    }
}

extension NetworkRuleConfig {
    /// The name is the rule's comment in the kernel, with what it does behind it.
    private func checkRuleName(_ findings: inout Findings) {
        let room = Limit.ruleComment - 40
        if name.utf8.count > room {
            findings.fault(
                "the name has \(name.utf8.count) bytes; at most \(room) can be kept with the rule", at: "name")
        }
        if name.hasPrefix(PresetRules.prefix) {
            findings.fault(
                "names with \(PresetRules.prefix) before them are those of the rules that are always there", at: "name")
        }
    }
}

/// A port, or all ports from one to another, such as `80` or `8000-9000`.
public struct PortSpan: Hashable, Sendable {
    /// The ports, both ends included.
    public let range: ClosedRange<UInt16>
}

extension [PortSpan] {
    /// The places of those that have a port in common with an earlier one, each with that of the earlier one.
    public var overlaps: [(index: Int, other: Int)] {
        indices.compactMap { index in
            self[..<index].firstIndex { $0.range.overlaps(self[index].range) }.map { (index, $0) }
        }
    }
}

extension PortSpan: FieldValue {
    /// A number, or two with a hyphen between them.
    public static var schema: JSON {
        [
            "anyOf": [
                ["type": "integer", "minimum": 0, "maximum": 65_535], ["type": "string", "examples": ["8000-9000"]],
            ]
        ]
    }

    /// Reads a number or a text.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> PortSpan? {
        // The name of a service stands for its ports.
        if let ports = json.text.flatMap({ ClusterService(rawValue: $0) })?.ports {
            return PortSpan(range: ports.lo...ports.hi)
        }
        let ends = (WrittenText.read(json) ?? "").split(separator: "-", omittingEmptySubsequences: false)
        let ports = ends.compactMap { end in end.utf8.allSatisfy { (48...57).contains($0) } ? UInt16(end) : nil }
        if let first = ports.first, let last = ports.last, ports.count == ends.count, ports.count <= 2, first <= last {
            return PortSpan(range: first...last)
        }
        faults.append(Fault(pointer, "a port, or two as in 8000-9000, is expected, not \(json.article)"))
        return nil
    }

    /// The number, or the text of both.
    public var json: JSON {
        range.count == 1 ? .integer(Int64(range.lowerBound)) : .string("\(range.lowerBound)-\(range.upperBound)")
    }
}

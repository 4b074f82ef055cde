/// Which things are meant by their labels (`LabelSelector`, k8s.io/apimachinery); all that it says must be so, and nothing said is all.
public struct PodSelector: FieldRecord {
    /// A condition that isn't just a value.
    public struct Expression: FieldRecord {
        /// What is asked of a label.
        public enum Operator: String, ChoiceValue {
            case isIn = "In"
            case isNotIn = "NotIn"
            case exists = "Exists"
            case doesNotExist = "DoesNotExist"
        }

        /// The label.
        public var key = ""
        /// What is asked of it.
        public var `operator` = Operator.exists
        /// The values of In and NotIn.
        public var values: [String] = []

        /// A label of no name.
        public init() {}

        /// Every member.
        public static let fields: FieldList<Expression> = [
            Field("key", \.key, "The label.", .required),
            Field("operator", \.operator, "In, NotIn, Exists or DoesNotExist.", .required),
            Field("values", \.values, "The values of In and NotIn.", .omitsEmpty),
        ]

        /// Values where none belong, and none where some do.
        public func contradictions() -> [Fault] {
            let needsValues = `operator` == .isIn || `operator` == .isNotIn
            guard needsValues == values.isEmpty else { return [] }
            let detail = needsValues ? "\(`operator`.rawValue) needs values" : "\(`operator`.rawValue) has no values"
            return [Fault(JSONPointer(tokens: ["values"]), detail)]
        }

        fileprivate func matches(_ labels: [String: String]) -> Bool {
            switch `operator` {
            case .isIn: labels[key].map(values.contains) ?? false
            case .isNotIn: !(labels[key].map(values.contains) ?? false)
            case .exists: labels[key] != nil
            case .doesNotExist: labels[key] == nil
            }
        }
    }

    /// The values that labels must have.
    public var matchLabels = LabelValues()
    /// Further conditions.
    public var matchExpressions: [Expression] = []

    /// All.
    public init() {}

    /// Every member.
    public static let fields: FieldList<PodSelector> = [
        Field("matchLabels", \.matchLabels, "The values that labels must have.", .omitsEmpty),
        Field("matchExpressions", \.matchExpressions, "Further conditions.", .omitsEmpty),
    ]

    /// Whether something with these labels is meant.
    public func matches(_ labels: [String: String]) -> Bool {
        matchLabels.values.allSatisfy { labels[$0.key] == $0.value }
            && matchExpressions.allSatisfy { $0.matches(labels) }
    }
}

/// Labels, each with its value.
public struct LabelValues: FieldValue {
    /// The values by label.
    public var values: [String: String] = [:]

    /// No labels.
    public init() {}

    /// An object of texts.
    public static var schema: JSON { ["type": "object", "additionalProperties": ["type": "string"]] }

    /// Reads an object of texts.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> LabelValues? {
        guard let members = json.members else {
            faults.append(Fault(pointer, "an object of labels and their values is expected, not \(json.article)"))
            return nil
        }
        var labels = LabelValues()
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let text = value.text else {
                faults.append(Fault(pointer.appending(name), "a text is expected, not \(value.article)"))
                return nil
            }
            labels.values[name] = text
        }
        return labels
    }

    /// The object.
    public var json: JSON { .object(values.mapValues { .string($0) }) }
    /// Whether there is none.
    public var isUnset: Bool { values.isEmpty }
}

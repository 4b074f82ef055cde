import Resources
import Testing

/// A part of an Ethernet device that is asked for together, with its settings.
struct EthernetPart: Sendable, CustomTestStringConvertible {
    /// A setting through its whole life.
    struct Setting: Sendable {
        /// Where the spec has it, with dots between.
        let path: String
        /// Two values that differ from what the device has by itself.
        let values: [JSON]
        /// What the witness shows of the second.
        let shown: String
        /// What somebody else does to it; none where nobody can.
        var harm: EthernetHarm?
    }

    let name: String
    /// No two have the same: the device's place on its bus follows from it.
    let number: Int
    /// What follows `ethtool`, for each of its answers that shows some of it.
    let questions: [String]
    /// What ethtool(8) can't show, by the device's names for it.
    var told: [String] = []
    let settings: [Setting]
    /// What is in the spec besides.
    var besides: JSON = [:]
    /// What is shown in the end, where that isn't what was shown in the beginning.
    var restored: String?

    var testDescription: String { name }

    /// A spec with some of the settings, each with its first or second value.
    func spec(_ value: Int, where holds: (Int) -> Bool = { _ in true }) -> JSON {
        settings.enumerated().filter { holds($0.offset) }.reduce(besides) { spec, setting in
            spec.setting(
                setting.element.path.split(separator: ".").map(String.init)[...], to: setting.element.values[value])
        }
    }
}

extension EthernetPart.Setting {
    /// What the tables call it: queues and table are one setting, and so are all features.
    var attribute: String {
        path == "rss.queues" ? "rss.table" : path.hasPrefix("features.") ? "features" : path
    }
}

extension JSON {
    fileprivate func setting(_ path: ArraySlice<String>, to value: JSON) -> JSON {
        guard let first = path.first else { return value }
        var json = self
        json[first] = (self[first] ?? [:]).setting(path.dropFirst(), to: value)
        return json
    }
}

import Kernel
import NetworkTypes
public import Resources

extension LinkObject {
    /// The link with what it has of that of which the spec speaks; what only WireGuard and Ethernet have isn't adopted.
    public static func adoption(of item: DesiredSpec<LinkSpec>, in kernel: KernelState) -> Adoption<LinkSpec>? {
        guard let actual = item.spec.name.flatMap({ kernel.link($0) }) else {
            return item.spec.logical == true ? .removal : nil
        }
        guard item.spec.kind.isEmpty || item.spec.kind == actual.kind else {
            return .refused("it is of the kind \(actual.kind) now")
        }
        let change = LinkSettings(item.spec, kernel).change(from: actual)
        guard !change.before.isEmpty else { return nil }
        var json = item.spec.json
        for (name, value) in change.before {
            let value = value.flatMap { $0 == "" ? nil : $0 } ?? .null
            guard name == masterSetting else {
                json = json.merged(with: patch(name.split(separator: ".").map(String.init)[...], value))
                continue
            }
            for patch in masterPatches(value, actual) { json = json.merged(with: patch) }
        }
        var faults: [Fault] = []
        guard let spec = LinkSpec.decode(json, at: .root, &faults)?.normalized() else {
            return .refused(faults.map { "\($0.pointer): \($0.detail)" }.joined(separator: "; "))
        }
        let rest = LinkSettings(spec, kernel).differences(from: actual)
        return rest.isEmpty ? .change(spec) : .refused("no spec can say \(rest.text)")
    }

    /// The name of the setting that isn't a member of the spec but a part for each kind of master.
    private static let masterSetting = "master"

    private static func masterPatches(_ master: JSON, _ actual: KernelLink) -> [JSON] {
        let none: JSON = ["bridgeSlave": .null, "vrfSlave": .null, "masterName": .null, "bondSlave": .null]
        guard master != .null else { return [none] }
        switch actual.slaveKind {
        case "bridge": return [["vrfSlave": .null, "masterName": .null], ["bridgeSlave": ["masterName": master]]]
        case "vrf": return [["bridgeSlave": .null, "masterName": .null], ["vrfSlave": ["masterName": master]]]
        default: return [["bridgeSlave": .null, "vrfSlave": .null], ["masterName": master]]
        }
    }

    /// A merge patch (RFC 7396) that gives the member at a path a value.
    private static func patch(_ path: ArraySlice<String>, _ value: JSON) -> JSON {
        guard let first = path.first else { return value }
        return .object([first: patch(path.dropFirst(), value)])
    }
}

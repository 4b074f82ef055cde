import CMnl
import NetworkTypes

/// Gives a link that was just made its ifalias.
///
/// `rtnl_create_link()` (net/core/rtnetlink.c) passes over `IFLA_IFALIAS`, so a new link needs a second message; its number
/// isn't known yet, and its name was free a moment ago.
struct LinkAliasing: WritableRequest {
    let name: InterfaceName
    let alias: String

    /// What has to follow a change that was made; `nil` for most.
    init?(after change: KernelChange) {
        guard case .createLink(let attributes) = change, let name = attributes.name, let alias = attributes.alias else {
            return nil
        }
        (self.name, self.alias) = (name, alias)
    }

    func write(to writer: inout MessageWriter, sequence: UInt32) -> KernelRefusal? {
        writer.begin(type: Int(RTM_NEWLINK), flags: 0, sequence: sequence)
        var attributes = LinkAttributes()
        attributes.name = name
        attributes.alias = alias
        attributes.write(to: &writer, index: 0)
        writer.finish()
        return nil
    }
}

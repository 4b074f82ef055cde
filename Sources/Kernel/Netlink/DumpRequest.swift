import CMnl
import Glibc
import NetworkTypes

/// A request that objects answer: all of a kind (`NLM_F_DUMP`), or the one that it asks for.
struct DumpRequest {
    /// For error messages.
    let operation: String
    let type: Int
    /// The type of the messages that answer it.
    let replyType: Int
    /// `NLM_F_DUMP`, after which `NLMSG_DONE` ends the answers, or `NLM_F_ACK`, after which an acknowledgement does.
    var flags: Int32 = NLM_F_DUMP
    let body: (inout MessageWriter) -> Void

    /// Appends the request.
    func write(to writer: inout MessageWriter, sequence: UInt32) {
        writer.begin(type: type, flags: flags, sequence: sequence)
        body(&writer)
        writer.finish()
    }

    /// All links, without their counters (`RTEXT_FILTER_SKIP_STATS`).
    static var links: DumpRequest {
        DumpRequest(operation: "RTM_GETLINK", type: Int(RTM_GETLINK), replyType: Int(RTM_NEWLINK)) {
            $0.append(ifinfomsg())
            $0.put(Int(IFLA_EXT_MASK), value: UInt32(RTEXT_FILTER_SKIP_STATS))
        }
    }

    /// All links with their counters.
    static var counters: DumpRequest {
        DumpRequest(operation: "RTM_GETLINK", type: Int(RTM_GETLINK), replyType: Int(RTM_NEWLINK)) {
            $0.append(ifinfomsg())
        }
    }

    /// The VLANs of bridges and of their ports, neighbours that are alike together (`rtnl_bridge_getlink()`).
    static var bridgeVLANs: DumpRequest {
        DumpRequest(operation: "RTM_GETLINK", type: Int(RTM_GETLINK), replyType: Int(RTM_NEWLINK)) {
            var header = ifinfomsg()
            header.ifi_family = UInt8(AF_BRIDGE)
            $0.append(header)
            $0.put(Int(IFLA_EXT_MASK), value: UInt32(RTEXT_FILTER_BRVLAN_COMPRESSED))
        }
    }

    /// The addresses of a family.
    static func addresses(_ family: AddressFamily) -> DumpRequest {
        DumpRequest(operation: "RTM_GETADDR", type: Int(RTM_GETADDR), replyType: Int(RTM_NEWADDR)) {
            var header = ifaddrmsg()
            header.ifa_family = family.rawValue
            $0.append(header)
        }
    }

    /// The routes of a family in all tables; without `RTM_F_CLONED` the kernel leaves the route cache out.
    static func routes(_ family: AddressFamily) -> DumpRequest {
        DumpRequest(operation: "RTM_GETROUTE", type: Int(RTM_GETROUTE), replyType: Int(RTM_NEWROUTE)) {
            var header = rtmsg()
            header.rtm_family = family.rawValue
            $0.append(header)
        }
    }

    /// The rules of a family.
    static func rules(_ family: AddressFamily) -> DumpRequest {
        DumpRequest(operation: "RTM_GETRULE", type: Int(RTM_GETRULE), replyType: Int(RTM_NEWRULE)) {
            var header = fib_rule_hdr()
            header.family = family.rawValue
            $0.append(header)
        }
    }
}

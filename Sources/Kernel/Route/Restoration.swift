import CMnl
import Glibc
import NetworkTypes

/// Turns a dumped message into the request that makes the same object again, as `ip route save` and `restore` do.
///
/// What isn't named here goes back byte for byte, also attributes that are newer than this program.
enum Restoration {
    /// An address: all of it, `IFA_CACHEINFO` too, which holds what is left of its lifetimes.
    static func write(address message: [UInt8], to writer: inout MessageWriter) -> KernelRefusal? {
        guard let header = header(ifaddrmsg.self, of: message) else { return unusable }
        writer.append(header)
        return copyAttributes(of: message, after: MemoryLayout<ifaddrmsg>.size, to: &writer) { _, _ in true }
    }

    /// A route without what the kernel only tells; `RTA_CACHEINFO` becomes `RTA_EXPIRES` where it ends.
    static func write(route message: [UInt8], to writer: inout MessageWriter) -> KernelRefusal? {
        guard var header = header(rtmsg.self, of: message) else { return unusable }
        let nextHopID = Int(RTA_NH_ID.rawValue)
        let usesObject = attributeTypes(of: message, after: MemoryLayout<rtmsg>.size).contains(nextHopID)
        header.rtm_flags &= ~(ToldRouteFlags.all | NextHopFlags.told)
        if usesObject { header.rtm_flags &= ~NextHopFlags.all }
        let isIPv6 = header.rtm_family == AddressFamily.inet6.rawValue
        writer.append(header)
        return copyAttributes(of: message, after: MemoryLayout<rtmsg>.size, to: &writer) { attribute, writer in
            switch UInt32(attribute.type) {
            case RTA_CACHEINFO.rawValue:
                if isIPv6 { putExpiry(of: message, attribute, to: &writer) }
                return false
            case RTA_OIF.rawValue, RTA_GATEWAY.rawValue, RTA_VIA.rawValue: return !usesObject
            case RTA_MULTIPATH.rawValue:
                if !usesObject { putMultipath(Array(message[attribute.payload]), to: &writer) }
                return false
            default: return true
            }
        }
    }

    /// A rule; of its flags only the inversion is for us to say.
    static func write(rule message: [UInt8], to writer: inout MessageWriter) -> KernelRefusal? {
        guard var header = header(fib_rule_hdr.self, of: message) else { return unusable }
        header.flags &= UInt32(FIB_RULE_INVERT)
        writer.append(header)
        return copyAttributes(of: message, after: MemoryLayout<fib_rule_hdr>.size, to: &writer) { _, _ in true }
    }

    private static let unusable = KernelRefusal(errno: EINVAL, message: "no dumped message to restore from")

    private static func header<Header: BitwiseCopyable>(_ type: Header.Type, of message: [UInt8]) -> Header? {
        message.span.bytes.load(type, at: 0, in: message.indices)
    }

    private static func attributeTypes(of message: [UInt8], after header: Int) -> [Int] {
        var types: [Int] = []
        var attributes = AttributeCursor(message.indices, skipping: header)
        while let attribute = try? attributes.next(in: message.span.bytes) { types.append(attribute.type) }
        return types
    }

    /// Copies the attributes that `keeps` wants, with their flags.
    private static func copyAttributes(
        of message: [UInt8], after header: Int, to writer: inout MessageWriter,
        keeps: (Attribute, inout MessageWriter) -> Bool
    ) -> KernelRefusal? {
        var attributes = AttributeCursor(message.indices, skipping: header)
        do throws(KernelError) {
            while let attribute = try attributes.next(in: message.span.bytes) {
                guard keeps(attribute, &writer) else { continue }
                writer.put(Int(attribute.rawType), message[attribute.payload])
            }
            return nil
        } catch {
            return unusable
        }
    }

    /// Seconds from the `USER_HZ` ticks of `rta_expires`.
    private static func putExpiry(of message: [UInt8], _ attribute: Attribute, to writer: inout MessageWriter) {
        guard let cache = try? message.span.bytes.value(rta_cacheinfo.self, of: attribute), cache.rta_expires > 0
        else { return }
        let ticks = max(1, sysconf(Int32(_SC_CLK_TCK)))
        writer.put(Int(RTA_EXPIRES.rawValue), value: UInt32(truncatingIfNeeded: Int(cache.rta_expires) / ticks))
    }

    /// The hops, with the flags cleared that fib_get_nhs() refuses (`net/ipv4/fib_semantics.c`).
    private static func putMultipath(_ hops: [UInt8], to writer: inout MessageWriter) {
        var hops = hops
        var offset = 0
        while let hop = hops.span.bytes.load(rtnexthop.self, at: offset, in: hops.indices) {
            let flags = offset + MemoryLayout<UInt16>.size  // rtnh_flags comes after rtnh_len
            hops[flags] &= ~UInt8(NextHopFlags.told)
            offset += max(netlinkAligned(Int(hop.rtnh_len)), MemoryLayout<rtnexthop>.size)
        }
        writer.put(Int(RTA_MULTIPATH.rawValue), hops)
    }
}

import CMnl

/// Asks for one link, so that the kernel first brings its state up to date.
///
/// After the carrier has come, a link drops what it's given until linkwatch has looked, a moment later. A dump doesn't
/// wait for that; this does where `rtnl_getlink()` calls `linkwatch_sync_dev()` (`net/core/rtnetlink.c` of newer
/// kernels). On others only a link that was just made can still look as if it ran.
struct LinkInquiry: WritableRequest {
    /// The link's; one that isn't there is refused with `ENODEV`.
    let index: UInt32

    func write(to writer: inout MessageWriter, sequence: UInt32) -> KernelRefusal? {
        writer.begin(type: Int(RTM_GETLINK), flags: 0, sequence: sequence)
        defer { writer.finish() }
        var header = ifinfomsg()
        header.ifi_index = Int32(bitPattern: index)
        writer.append(header)
        writer.put(Int(IFLA_EXT_MASK), value: UInt32(RTEXT_FILTER_SKIP_STATS))
        return nil
    }
}

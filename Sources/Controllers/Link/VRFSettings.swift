import Kernel
import Resources

/// What can be said of a VRF; `vrf_changelink()` (`drivers/net/vrf.c`) isn't there, so another table is another VRF.
enum VRFSettings {
    private static let part = LinkPart("vrfMaster", \.vrfMaster, \.vrfMaster)

    static let table: [LinkSetting] = [part.setting(.vrfTable, "table", \.table, .away)]
}

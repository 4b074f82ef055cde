import Kernel
import Resources

/// What can be said of a bridge's port; what a new one has is in `new_nbp()` (`net/bridge/br_if.c`).
enum BridgePortSettings {
    private static let part = LinkPart("bridgeSlave", \.bridgeSlave, \.bridgeSlave)

    static let vlans = part.setting(.bridgePortVLANs, "vlans", \.vlans, .cutting)

    static let table: [LinkSetting] = [
        vlans,
        // It follows from the link's speed.
        part.setting(.bridgePortCost, "cost", \.cost, .cutting),
        part.setting(.bridgePortPriority, "priority", \.priority, .cutting, initial: .number(32)),
        part.setting(.bridgePortHairpin, "hairpin", \.hairpin, .cutting, initial: .flag(false)),
        part.setting(.bridgePortIsolated, "isolated", \.isolated, .cutting, initial: .flag(false)),
        part.setting(.bridgePortLearning, "learning", \.learning, .cutting, initial: .flag(true)),
        part.setting(.bridgePortUnicastFlood, "unicastFlood", \.unicastFlood, .cutting, initial: .flag(true)),
        part.setting(.bridgePortMulticastFlood, "multicastFlood", \.multicastFlood, .cutting, initial: .flag(true)),
        part.setting(.bridgePortBroadcastFlood, "broadcastFlood", \.broadcastFlood, .cutting, initial: .flag(true)),
        part.setting(.bridgePortGuard, "bpduGuard", \.bpduGuard, .cutting, initial: .flag(false)),
        part.setting(.bridgePortRootBlock, "rootBlock", \.rootBlock, .cutting, initial: .flag(false)),
        part.setting(.bridgePortFastLeave, "fastLeave", \.fastLeave, initial: .flag(false)),
        part.setting(
            .bridgePortNeighborSuppression, "neighborSuppression", \.neighborSuppression, .cutting,
            initial: .flag(false)),
        part.setting(.bridgePortProxyARP, "proxyARP", \.proxyARP, .cutting, initial: .flag(false)),
        part.setting(.bridgePortMulticastToUnicast, "multicastToUnicast", \.multicastToUnicast, initial: .flag(false)),
        part.setting(.bridgePortMulticastRouter, "multicastRouter", \.multicastRouter, initial: .number(1)),
        part.setting(.bridgePortLocked, "locked", \.locked, .cutting, initial: .flag(false)),
    ]
}

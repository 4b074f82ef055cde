import CMnl

extension KernelTopics {
    /// The groups that a monitor joins.
    static let groups = [
        RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,
        RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE,
    ]

    /// The topic of a message by its type; none for others, and for links, of which the type doesn't tell enough.
    init(messageType type: Int) {
        switch type {
        case Int(RTM_NEWADDR), Int(RTM_DELADDR): self = .addresses
        case Int(RTM_NEWROUTE), Int(RTM_DELROUTE): self = .routes
        case Int(RTM_NEWRULE), Int(RTM_DELRULE): self = .rules
        // A VXLAN's remote ends; others are filtered.
        case Int(RTM_NEWNEIGH), Int(RTM_DELNEIGH): self = .linkDetails
        default: self = []
        }
    }
}

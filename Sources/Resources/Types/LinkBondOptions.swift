/// How a bond shares its ports (`BOND_MODE_*`, `linux/if_bonding.h`).
public enum BondMode: String, ChoiceValue {
    /// One port after the other.
    case roundRobin = "balance-rr"
    /// One port at a time.
    case activeBackup = "active-backup"
    /// A port by a hash of the packet.
    case xor = "balance-xor"
    /// All ports.
    case broadcast
    /// Link aggregation (IEEE 802.1AX, once 802.3ad).
    case lacp = "802.3ad"
    /// A port by its load, for what is sent.
    case transmitLoad = "balance-tlb"
    /// A port by its load, for what is received too.
    case adaptiveLoad = "balance-alb"
}

/// What of a packet the hash is made of (`BOND_XMIT_POLICY_*`).
public enum BondHashPolicy: String, ChoiceValue {
    /// Hardware addresses.
    case layer2
    /// Addresses and ports.
    case layer3And4 = "layer3+4"
    /// Hardware addresses and addresses.
    case layer2And3 = "layer2+3"
    /// As layer2+3, of the packet inside a tunnel.
    case inner2And3 = "encap2+3"
    /// As layer3+4, of the packet inside a tunnel.
    case inner3And4 = "encap3+4"
    /// The VLAN and the sender's hardware address.
    case vlanAndSource = "vlan+srcmac"
}

/// How often the partner sends its state (IEEE 802.1AX §6.4.6).
public enum BondLACPRate: String, ChoiceValue {
    /// Every 30 seconds.
    case slow
    /// Every second.
    case fast
}

/// Of which ports answers to ARP requests are looked at (`BOND_ARP_*`).
public enum BondARPValidation: String, ChoiceValue {
    /// Of none.
    case none
    /// Of the active one.
    case active
    /// Of those that wait.
    case backup
    /// Of all.
    case all
    /// Of none, but other packets don't count either.
    case filter
    /// Of the active one, and other packets don't count.
    case activeFilter = "filter-active"
    /// Of those that wait, and other packets don't count.
    case backupFilter = "filter-backup"
}

/// How many ARP targets must answer.
public enum BondARPTargets: String, ChoiceValue {
    /// One of them.
    case any
    /// All of them.
    case all
}

/// When the primary port becomes the active one again (`BOND_PRI_RESELECT_*`).
public enum BondPrimaryReselection: String, ChoiceValue {
    /// Whenever it is up.
    case always
    /// When it is better than the active one.
    case better
    /// When the active one fails.
    case failure
}

/// Whose hardware address an active-backup bond has (`BOND_FOM_*`).
public enum BondFailOverMAC: String, ChoiceValue {
    /// All ports get the same.
    case none
    /// That of the active port.
    case active
    /// Ports get the bond's when they become active.
    case follow
}

/// Which aggregate is the active one (`BOND_AD_*`).
public enum BondSelection: String, ChoiceValue {
    /// The one that is, while it has a port.
    case stable
    /// The one with the most bandwidth.
    case bandwidth
    /// The one with the most ports.
    case count
}

/// Whether LACP frames are sent without being asked for.
public enum BondLACPActivity: String, ChoiceValue {
    /// Only in answer.
    case off
    /// Always.
    case on
}

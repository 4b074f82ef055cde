public import NetworkTypes
public import Resources

/// `cluster` of the legacy document.
public struct LegacyCluster: FieldRecord {
    /// The cluster's network.
    public var network = LegacyClusterNetwork()
    var others = OtherSections()

    /// A cluster of which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyCluster> = FieldList(
        [Field("network", \.network, "The cluster's network.")]
            + OtherSections.fields([
                "id", "secret", "controlPlane", "clusterName", "token", "aescbcEncryptionSecret",
                "secretboxEncryptionSecret", "ca", "acceptedCAs", "aggregatorCA", "serviceAccount", "apiServer",
                "controllerManager", "proxy", "scheduler", "discovery", "etcd", "coreDNS", "externalCloudProvider",
                "extraManifests", "extraManifestHeaders", "inlineManifests", "adminKubeconfig",
                "allowSchedulingOnMasters", "allowSchedulingOnControlPlanes",
            ]) { \.others[$0] })
}

/// `cluster.network` of the legacy document.
public struct LegacyClusterNetwork: FieldRecord {
    /// The domain of services; empty for the default.
    public var dnsDomain = ""
    /// The networks of pods.
    public var podSubnets: [IPPrefix] = []
    /// The networks of services.
    public var serviceSubnets: [IPPrefix] = []
    var others = OtherSections()

    /// The members that are said: pods and services aren't this program's business.
    var ignored: [String] {
        let isKept = [
            "cluster.network.dnsDomain": !dnsDomain.isEmpty, "cluster.network.podSubnets": !podSubnets.isEmpty,
            "cluster.network.serviceSubnets": !serviceSubnets.isEmpty,
        ]
        return isKept.filter(\.value).keys.sorted() + others.names(below: "cluster.network.")
    }

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyClusterNetwork> = FieldList(
        [
            Field(text: "dnsDomain", \.dnsDomain, "The domain of services."),
            Field("podSubnets", \.podSubnets, "The networks of pods.", .omitsEmpty),
            Field("serviceSubnets", \.serviceSubnets, "The networks of services.", .omitsEmpty),
        ] + OtherSections.fields(["cni"]) { \.others[$0] })
}

import NetworkTypes
import Resources

/// Programs that make links for their guests and look after them all the time, known by how they name them.
enum LinkMaker {
    private static let patterns: [(pattern: String, kinds: Set<String>, maker: String)] = [
        ("docker*", ["bridge"], "Docker"), ("br-????????????", ["bridge"], "Docker"),
        ("podman*", ["bridge"], "Podman"), ("cni-podman*", ["bridge"], "Podman"),
        ("virbr*", ["bridge"], "libvirt"), ("virbr*-nic", ["tun", "dummy"], "libvirt"), ("vnet*", ["tun"], "libvirt"),
        ("lxcbr*", ["bridge"], "LXC"), ("lxdbr*", ["bridge"], "LXD"), ("incusbr*", ["bridge"], "Incus"),
        ("cni?", ["bridge"], "a container network (CNI)"), ("flannel.*", ["vxlan"], "flannel"),
        ("cali*", ["veth"], "Calico"), ("vxlan.calico", ["vxlan"], "Calico"), ("cilium_*", [], "Cilium"),
        ("lxc*", ["veth"], "Cilium or LXC"), ("kube-ipvs*", ["dummy"], "Kubernetes"), ("tailscale*", [], "Tailscale"),
    ]

    /// Who made a link; `nil` when it isn't one of these programs.
    static func name(of link: LinkStatus) -> String? {
        patterns.first { entry in
            !link.kind.isEmpty && (entry.kinds.isEmpty || entry.kinds.contains(link.kind))
                && Glob(entry.pattern).matches(link.id)
        }?.maker
    }
}

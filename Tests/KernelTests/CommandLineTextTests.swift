import Testing

@testable import Kernel

@Suite struct `A command line that is written down` {
    private func shown(_ words: String...) -> String {
        CommandLineText.shown(Array(words.joined(separator: "\0").utf8) + [0])
    }

    @Test func `is what was typed, cut short`() {
        #expect(shown("ip", "address", "delete", "192.0.2.10/24") == "ip address delete 192.0.2.10/24")
        let long = shown(String(repeating: "word ", count: 100))
        #expect(long.utf8.count <= Limit.commandLine + 3 && long.hasSuffix("…"))
        #expect(shown("a\u{1B}[31mb") == "a?[31mb")
        #expect(CommandLineText.shown([]) == "")
    }

    @Test func `has no secrets`() {
        #expect(shown("tool", "--password", "hunter2", "go") == "tool --password REDACTED go")
        #expect(shown("tool", "--psk=hunter2", "go") == "tool --psk=REDACTED go")
        #expect(shown("ip", "xfrm", "enc", "aes") == "ip xfrm enc REDACTED")
        #expect(shown("mysql", "-uroot", "-phunter2", "db") == "mysql -uroot -pREDACTED db")
        #expect(shown("sshpass", "-p", "hunter2", "ssh", "host") == "sshpass -p REDACTED ssh host")
        #expect(shown("curl", "-u", "alice:hunter2", "host:80") == "curl -u alice:REDACTED host:80")
        #expect(shown("curl", "--proxy=http://a:b@c:1/d", "x") == "curl --proxy=http://REDACTED@c:1/d x")
        #expect(shown("git", "clone", "https://alice:p@ss@host/a@b") == "git clone https://REDACTED@host/a@b")
        #expect(shown("curl", "https://host:80/a@b?c=d:e@f") == "curl https://host:80/a@b?c=d:e@f")
        #expect(shown("iptables", "-p", "tcp", "-d", "2001:db8::1") == "iptables -p tcp -d 2001:db8::1")
        #expect(shown("ip", "0x0123456789abcdef01") == "ip REDACTED")
        #expect(shown("x", "YAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=") == "x REDACTED")
        #expect(shown("/usr/lib/systemd/systemd-networkd") == "/usr/lib/systemd/systemd-networkd")
    }

    @Test(
        arguments: [
            ("curl|-H|Authorization: Bearer abc.def|host", "curl -H Authorization: REDACTED host"),
            ("curl|-H|proxy-authorization: Basic YTpi|host", "curl -H proxy-authorization: REDACTED host"),
            ("curl|-HX-Api-Key:abc|host", "curl -HX-Api-Key:REDACTED host"),
            ("curl|--header|X-Auth-Token: a: b|host", "curl --header X-Auth-Token: REDACTED host"),
            ("wget|--header=Cookie: sid=1; b=2|host", "wget --header=Cookie: REDACTED host"),
            ("curl|-H|Content-Type: text/plain|host", "curl -H Content-Type: text/plain host"),
            ("curl|--cookie|a=b|-b|c=d|-bc=d|host", "curl --cookie REDACTED -b REDACTED -bREDACTED host"),
            ("curl|-sSb|c=d|-su|alice:hunter2|host", "curl -sSb REDACTED -su alice:REDACTED host"),
            ("curl|-E|me.pem:hunter2|host", "curl -E REDACTED host"),
            ("curl|-H|Authorization:|Bearer|hunter2", "curl -H Authorization: Bearer REDACTED"),
            ("openconnect|--cookie|hunter2|host", "openconnect --cookie REDACTED host"),
            ("http|host|Authorization:hunter2", "http host Authorization:REDACTED"),
        ])
    func `has no secrets of headers and cookies`(typed: String, expected: String) {
        #expect(CommandLineText.shown(Array(typed.replacing("|", with: "\0").utf8)) == expected)
    }

    @Test(
        arguments: [
            (
                #"curl|-d|{"password":"x","mtu":1500,"psk":"y"}|host"#,
                #"curl -d {"password":"REDACTED","mtu":1500,"psk":"REDACTED"} host"#
            ),
            (
                #"curl|--json|{ "pin" : "1 \" 2", "a": [1] }|host"#,
                #"curl --json { "pin" : "REDACTED", "a": [1] } host"#
            ),
            (#"curl|-d|{"tokens":["a","b"],"c":1}|host"#, #"curl -d {"tokens":REDACTED host"#),
            (#"curl|-d|{"a":"{\"key\":\"b\"}"}|host"#, #"curl -d {"a":"{\"key\":REDACTED host"#),
            ("curl|-d|user=y&password=x&mtu=1|host", "curl -d user=y&password=REDACTED&mtu=1 host"),
            ("curl|-d|password=x&user=y|host", "curl -d password=REDACTED host"),
            ("curl|-d|user[userPin]=x|host", "curl -d user[userPin]=REDACTED host"),
            ("curl|https://h/p?a=b&sig=x%3D&c=d", "curl https://h/p?a=b&sig=REDACTED&c=d"),
            ("curl|https://h:8/?access_token=x", "curl https://h:8/?access_token=REDACTED"),
            ("curl|https://h/?X-Amz-Signature=x&X-Amz-Date=d", "curl https://h/?X-Amz-Signature=REDACTED&X-Amz-Date=d"),
        ])
    func `has no secrets of bodies and URLs`(typed: String, expected: String) {
        #expect(CommandLineText.shown(Array(typed.replacing("|", with: "\0").utf8)) == expected)
    }

    @Test(
        arguments: [
            (
                "tool|--pin|1234|--bind-pw=x|--bind-pw|y|up",
                "tool --pin REDACTED --bind-pw=REDACTED --bind-pw REDACTED up"
            ),
            (
                "env|GITHUB_TOKEN=x|PASSWORD=y z|DB_PWD=w|tool",
                "env GITHUB_TOKEN=REDACTED PASSWORD=REDACTED DB_PWD=REDACTED tool"
            ),
            ("tool|password|=|hunter2", "tool password = REDACTED"),
            (
                "tool|--user=alice:hunter2|--proxy|alice:hunter2@host:1",
                "tool --user=alice:REDACTED --proxy REDACTED@host:1"
            ),
            ("/usr/bin/redis-cli|-h|host|-a|hunter2|ping", "/usr/bin/redis-cli -h host -a REDACTED ping"),
            ("sudo|redis-cli|-a|hunter2|ping", "sudo redis-cli -a REDACTED ping"),
            ("ip|netns|exec|blue|redis-cli|-a|hunter2", "ip netns exec blue redis-cli -a REDACTED"),
            ("ip|netns|exec|blue|tool|--password|hunter2", "ip netns exec blue tool --password REDACTED"),
            ("mosquitto_pub|-u|alice|-P|hunter2", "mosquitto_pub -u alice -P REDACTED"),
            ("snmpget|-v2c|-c|private|host|sysName.0", "snmpget -v2c -c REDACTED host sysName.0"),
            ("ldapsearch|-D|cn=admin|-w|hunter2|-x", "ldapsearch -D cn=admin -w REDACTED -x"),
            ("smbclient|-U|alice%hunter2|//host/share", "smbclient -U alice%REDACTED //host/share"),
            ("wpa_cli|wps_pin|any|12345670", "wpa_cli wps_pin REDACTED REDACTED"),
            ("wpa_passphrase|home|hunter2", "wpa_passphrase REDACTED REDACTED"),
            ("sh|-c|tool --password 'a b' up", "sh -c tool --password REDACTED"),
            ("sh|-c|redis-cli -a hunter2 ping", "sh -c redis-cli -a REDACTED"),
            ("sh|-c|ip link set up dev eth0", "sh -c ip link set up dev eth0"),
            ("tool|--ping|192.0.2.1|mapping|x", "tool --ping 192.0.2.1 mapping x"),
            ("ethtool|-s|eth0|wol|s|sopass|00:11:22:33:44:55", "ethtool -s eth0 wol s sopass REDACTED"),
            (
                "ip|macsec|add|m0|tx|sa|0|pn|1|on|key|01|secret",
                "ip macsec add m0 tx sa 0 pn 1 on key REDACTED REDACTED"
            ),
            (
                "ip|x|s|add|spi|0x1|enc|cbc(aes)|sixteen letters!|mode|tunnel",
                "ip x s add spi 0x1 enc REDACTED REDACTED mode tunnel"
            ),
        ])
    func `has no secrets of programs and variables`(typed: String, expected: String) {
        #expect(CommandLineText.shown(Array(typed.replacing("|", with: "\0").utf8)) == expected)
    }

    @Test(
        arguments: [
            "ip link add gre1 type gre remote 192.0.2.1 key 5", "ip -a route", "ip -pretty -json address",
            "ip route add 192.0.2.0/24 encap mpls 100 via 192.0.2.1", "ip link set eth0 netns auth",
            "ip link add m0 link eth0 type macsec encrypt on", "ip -p token set ::1 dev eth0",
            "/sbin/ip link add l0 type vxlan id 7 dstport 4789",
            "wg set wg0 private-key /etc/wg.key peer YAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk= preshared-key psk",
            "nft add rule inet filter input ip6 saddr fe80::1 tcp dport @authorized counter accept",
            "nft add rule t c @th,0,64 0x0123456789abcdef drop", "bridge vlan add dev eth0 vid 7 pvid untagged",
            "tc filter add dev v ingress flower enc_key_id 7 action tunnel_key unset",
            "ethtool -N eth0 flow-type tcp4 user-def 0x0123456789abcdef", "ethtool -X eth0 hkey 6d:5a equal 4",
        ])
    func `is whole where people manage a network`(typed: String) {
        #expect(CommandLineText.shown(Array(typed.replacing(" ", with: "\0").utf8)) == typed)
    }
}

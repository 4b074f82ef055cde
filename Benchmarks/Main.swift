import Foundation

/// `Benchmarks PROGRAM FOLDER PART…`: measures a built `netstrata` in the network namespace that it is started in.
@main
enum Main {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count > 2 else { return Progress.say("usage: Benchmarks PROGRAM FOLDER PART…") }
        do {
            print(try Run(program: words[0], folder: words[1], parts: Array(words.dropFirst(2))).report().text)
        } catch {
            Progress.say("\(error)")
            exit(1)
        }
    }
}

/// One run over the parts that are named.
private struct Run {
    let program: String
    let folder: String
    let parts: [String]

    func report() throws -> Report {
        let start = ContinuousClock.now
        try IPTool.script(Daemon.network)
        var report = Report(facts: try Machine.facts(folder: folder))
        try servingAndReacting(&report)
        if has("routes") { try ManyRoutes(program: program, folder: folder).measure(&report) }
        if has("vlans") { try ManyVLANs(program: program, folder: folder).measure(&report) }
        if has("foreign") { try ForeignLinks(program: program, folder: folder).measure(&report) }
        if has("peers") { try ManyPeers(program: program, folder: folder).measure(&report) }
        if has("rules") { try ManyRules(program: program, folder: folder).measure(&report) }
        if has("history") { try LongHistory(program: program, folder: folder).measure(&report) }
        if has("pruning") { try Pruning(program: program, folder: folder).measure(&report) }
        if has("past") { try PastReads(program: program, folder: folder).measure(&report) }
        if has("audit") { try AuditedWrites(program: program, folder: folder).measure(&report) }
        if has("rollback") { try ManyRoutesBack(program: program, folder: folder).measure(&report) }
        if has("bytes") { try HistoryBytes(program: program, folder: folder).measure(&report) }
        report.facts.append(
            "\(Int(Stopwatch.seconds(since: start))) s in all, without the build; load \(Machine.load) at the end")
        return report
    }

    private func has(_ part: String) -> Bool { parts.contains(part) }

    private func servingAndReacting(_ report: inout Report) throws {
        let port = 18_080
        let etcd = has("etcd") ? try Etcd(folder: folder) : nil
        if has("etcd"), etcd == nil { Progress.say("etcd isn't installed: its rows are left out") }
        defer { try? etcd?.stop() }
        if ["idle", "drift", "watch", "reads", "etcd"].contains(where: has) {
            let daemon = try filled("reads", Serving.resources, Daemon.Options(port: port))
            if has("idle") { try Idling.measure(daemon, &report) }
            if has("drift") { try Reactions.drift(Serving.resources, &report) }
            if has("watch") { try Reactions.watch(daemon, Serving.resources, &report) }
            let serving = Serving(daemon: daemon, port: port)
            if has("reads") { try serving.reads(&report) }
            if let etcd { try serving.comparedReads(&report, with: etcd) }
            try discard(daemon)
        }
        if ["etcd", "group"].contains(where: has) {
            let daemon = try filled("writes", Serving.written, Daemon.Options(port: port))
            let serving = Serving(daemon: daemon, port: port)
            if let etcd { try serving.comparedWrites(&report, with: etcd) }
            if has("group") {
                let single = try filled("single", Serving.written, Daemon.Options(isApart: true, writesPerCommit: 1))
                try serving.grouping(&report, against: single)
                try single.discard()
            }
            try discard(daemon)
        }
    }

    private func discard(_ daemon: Daemon) throws {
        try daemon.discard()
        try IPTool.run("route", "flush", "proto", "117")
    }

    /// A daemon that has brought some routes into the kernel.
    private func filled(_ name: String, _ routes: Routes, _ options: Daemon.Options) throws -> Daemon {
        let daemon = try Daemon(program, folder: folder + "/" + name, options)
        let connection = try Connection(daemon.socket)
        try connection.ask(routes.transaction)
        connection.close()
        try daemon.program.settle()
        return daemon
    }
}

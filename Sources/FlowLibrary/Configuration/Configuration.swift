/// What `switchboard.yaml` says, with a built-in default for everything; paths are absolute.
package struct Configuration: Sendable, Equatable {
  package struct SIP: Sendable, Equatable {
    /// Only those this version can listen on.
    package var listen = [ListenAddress(transport: .udp, host: "0.0.0.0", port: 5060)]
    /// Realm and domain of the addresses of record.
    package var domain = "switchboard.local"
    /// The host named in Contact, Via and SDP toward networks that are not `local`; `nil`: the socket's own.
    package var advertise: String?
    package var local = AddressBlock.privateNetworks

    package init() {}
  }

  package struct Media: Sendable, Equatable {
    /// The address that RTP is received on.
    package var listen = "0.0.0.0"
    package var ports: ClosedRange<UInt16> = 20000...29999
    /// In the order of preference; only those this version has.
    package var codecs = ["pcma", "pcmu"]

    package init() {}
  }

  package struct Calls: Sendable, Equatable {
    package var atMost = 5000
    package var newPerSecond = 500
    /// How long running calls may go on after SIGTERM.
    package var drain: Duration = .seconds(60)

    package init() {}
  }

  package struct Log: Sendable, Equatable {
    package enum Format: String, Sendable, CaseIterable {
      case text, json
    }

    /// A name of swift-log's levels.
    package var level = "info"
    package var format = Format.text

    package init() {}

    package static let levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]
  }

  package var sip = SIP()
  package var media = Media()
  package var trunks: [Trunk] = []
  package var outbound = Outbound()
  package var calls = Calls()
  /// Where the desk, its API and the metrics are served.
  package var desk = HostAndPort(host: "127.0.0.1", port: 8080)
  package var data: String
  package var flows: String
  package var prompts: String
  /// A program and its arguments, with `{language}`, `{output}` and `{text}` in them; empty: no speech.
  package var speechCommand = ["espeak-ng", "-v", "{language}", "-w", "{output}", "--", "{text}"]
  package var log = Log()

  /// The built-in defaults, with the folders below `folder`.
  package init(folder: String) {
    data = Self.resolve("Data", in: folder)
    flows = Self.resolve("CallFlows", in: folder)
    prompts = Self.resolve("Prompts", in: folder)
  }

  /// A path as it is meant in a file of `folder`.
  static func resolve(_ path: String, in folder: String) -> String {
    if path.hasPrefix("/") { return path }
    var parts: [Substring] = []
    for part in (folder + "/" + path).split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}

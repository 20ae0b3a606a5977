/// What `switchboard.yaml` says, with a built-in default for everything; paths are absolute.
package struct Configuration: Sendable, Equatable {
  package struct SIP: Sendable, Equatable {
    /// PEM files, by their paths.
    package struct TLS: Sendable, Equatable {
      /// Our certificate, and behind it those that lead to one that peers trust.
      package var certificate: String
      package var key: String
      /// Whom we trust to vouch for the peers that we connect to; `nil`: whom the system trusts.
      package var trust: String?

      package init(certificate: String, key: String, trust: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.trust = trust
      }
    }

    package var listen = [
      ListenAddress(transport: .udp, host: "0.0.0.0", port: 5060),
      ListenAddress(transport: .tcp, host: "0.0.0.0", port: 5060),
    ]
    /// Realm and domain of the addresses of record.
    package var domain = "switchboard.local"
    /// The host named in Contact, Via and SDP toward networks that are not `local`; `nil`: the socket's own.
    package var advertise: String?
    package var local = AddressBlock.privateNetworks
    package var tls: TLS?
    /// Session-Expires (RFC 4028): after so long at most, a call whose far side has vanished is over.
    package var sessionExpires = Duration.seconds(1800)
    /// Min-SE (RFC 4028): the shortest that somebody else may ask for, at most `sessionExpires`.
    package var minSE = Duration.seconds(90)
    /// RFC 4028 §5 allows no less; nothing that a call lives to see is longer than a day.
    package static let sessionExpiries = Duration.seconds(90)...Duration.seconds(86_400)

    package init() {}
  }

  package struct Media: Sendable, Equatable {
    /// Whether audio is protected by SRTP.
    package enum SRTP: String, Sendable, CaseIterable {
      /// Never; who demands it is refused.
      case refused
      /// With whoever wants it.
      case optional
      /// With everybody; who does not have it is refused.
      case required
    }

    /// The address that RTP is received on.
    package var listen = "0.0.0.0"
    package var ports: ClosedRange<UInt16> = 20000...29999
    /// In the order of preference.
    package var codecs = ["opus", "g722", "pcma", "pcmu"]
    package var srtp = SRTP.optional

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

  package struct Recordings: Sendable, Equatable {
    /// How long messages and conversations are kept, where a queue says nothing else.
    package var keep = Duration.seconds(90 * 86_400)

    package init() {}
  }

  package struct Trace: Sendable, Equatable {
    /// Octets of the ring of recent SIP messages; 0 keeps none.
    package var size = 16 << 20

    /// Less holds no call, more takes a reader's breath.
    package static let sizes = (1 << 20)...(1 << 30)

    package init() {}
  }

  package var sip = SIP()
  package var media = Media()
  package var trunks: [Trunk] = []
  package var outbound = Outbound()
  /// Sound devices that are lines of the house.
  package var audio: [AudioLine] = []
  package var calls = Calls()
  /// Numbers by which a line is tried out, from our own phones and through our trunks; a flow's number goes before.
  package struct LineTest: Sendable, Equatable {
    /// Who calls it hears themselves; nil for no such number.
    package var echo: String? = "*43"
    /// Who calls it hears 1 020 Hz at −10 dBm0; nil for no such number.
    package var tone: String? = "*44"

    package init() {}
  }

  package var lineTest = LineTest()
  package var supervise = Supervise()
  package var featureKeys = FeatureKeys()
  package var voicemail = Voicemail()
  /// Where the desk, its API and the metrics are served.
  package var desk = HostAndPort(host: "127.0.0.1", port: 8080)
  package var data: String
  package var flows: String
  package var prompts: String
  /// A program and its arguments, with `{language}`, `{output}` and `{text}` in them; empty: no speech.
  package var speechCommand = ["espeak-ng", "-v", "{language}", "-w", "{output}", "--", "{text}"]
  package var recordings = Recordings()
  package var lookups = Lookups()
  package var messages = Messages()
  package var trace = Trace()
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

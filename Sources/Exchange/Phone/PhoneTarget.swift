import FlowLibrary
import SIPEngine
import SIPSyntax

/// Whom a phone calls, and where.
struct PhoneTarget {
  let uri: SIPURI
  let query: ServerQuery
  /// Whether it is this service, by its own configuration.
  let isOurs: Bool

  /// Reads a number of this service, or a SIP URI, whose scheme may be left out.
  init(_ text: String, in configuration: FlowLibrary.Configuration) throws(StartupError) {
    isOurs = !text.contains(":") && !text.contains("@")
    uri = isOurs ? try Self.uri(ofNumber: text, in: configuration) : try Self.uri(text)
    guard !uri.secure, let query = ServerQuery(uri), [nil, .udp, .tcp].contains(query.transport) else {
      throw .part("\(text) asks for a transport that this phone does not speak: it speaks UDP and TCP")
    }
    self.query = query
  }

  private static func uri(_ text: String) throws(StartupError) -> SIPURI {
    let isWhole = text.hasPrefix("sip:") || text.hasPrefix("sips:")
    guard let uri = try? URI(parsing: isWhole ? text : "sip:\(text)").sip else {
      throw .part("\(text) is no SIP address: write sip:100@192.0.2.1, or a number of this service alone")
    }
    return uri
  }

  /// The number where this service listens, on this machine.
  private static func uri(
    ofNumber number: String, in configuration: FlowLibrary.Configuration
  ) throws(StartupError) -> SIPURI {
    let ways = configuration.sip.listen.filter { $0.transport == .udp || $0.transport == .tcp }
    guard let way = ways.first(where: { $0.transport == .udp }) ?? ways.first else {
      throw .part("sip.listen has neither udp:// nor tcp://: name the whole address, such as sip:\(number)@127.0.0.1")
    }
    let host = ["0.0.0.0": "127.0.0.1", "::": "::1"][way.host] ?? way.host
    var uri = SIPURI(user: number, host: host, port: way.port)
    if way.transport == .tcp { uri.parameters.set("transport", "tcp") }
    return uri
  }

  /// How the address is shown.
  var text: String { uri.text }
}

import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// Phones behind proxies (RFC 3327), phones with several flows (RFC 5626), preferences and transports.
@Suite("Registrar: Path, outbound, q, transports (RFC 3327, RFC 5626)")
struct RegistrarPathTests {
  private static let local = TransportAddress(host: "192.0.2.1", port: 5060)
  private static let neighbours = [NetworkPrefix("10.0.0.0/8")].compactMap { $0 }

  private static func flow(_ remote: String, _ port: UInt16 = 5060, _ transport: SIPFlow.Transport = .udp) -> SIPFlow {
    SIPFlow(transport: transport, local: local, remote: TransportAddress(host: remote, port: port))
  }

  @discardableResult
  private static func register(
    _ registrar: inout Registrar, _ lines: [String], cseq: Int = 1, callID: String = "a@phone",
    on flow: SIPFlow = flow("10.0.0.2"), via: String? = nil, neighbours: [NetworkPrefix] = neighbours,
    at seconds: Int = 0
  ) throws -> (response: SIPResponse, events: [RegistrarEvent]) {
    let hop = via ?? "\(flow.remote.host):\(flow.remote.port)"
    let request = try PhoneRequest(via: hop, callID: callID, cseq: cseq, lines: lines).parsed()
    return registrar.handle(
      request, account: "201", flow: flow, neighbours: neighbours, at: Moment(sinceZero: .seconds(seconds)))
  }

  private static let contact = "Contact: <sip:201@192.168.1.5>"

  // MARK: Path

  @Test func `Path is kept in its order, given back in 200, and shows the way of a call`() throws {
    var registrar = Registrar()
    let path = ["Path: <sip:10.0.0.2;lr>, <sip:edge@10.0.0.9:5070;lr;ob>", "Path: <sip:10.0.0.11;lr>"]
    let (response, _) = try Self.register(&registrar, path + [Self.contact, "Supported: path"])
    #expect(response.status == .ok)
    let written = ["<sip:10.0.0.2;lr>", "<sip:edge@10.0.0.9:5070;lr;ob>", "<sip:10.0.0.11;lr>"]
    #expect(response.headers.all(.path) == written)
    let binding = try #require(registrar.newestContact(of: "201"))
    #expect(binding.path.map(\.text) == written)
    #expect(binding.flow.remote == TransportAddress(host: "10.0.0.2", port: 5060))
    let (later, _) = try Self.register(&registrar, [Self.contact], cseq: 2, at: 5)
    #expect(later.headers.all(.path).isEmpty)
    #expect(registrar.newestContact(of: "201")?.path.isEmpty == true)
  }

  /// Who sent the REGISTER, what its Path says, and where a call goes.
  struct Way: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var source: SIPFlow
    var path: String
    var callsGoTo: String
  }

  @Test(arguments: [
    Way(
      testDescription: "a proxy that listens where it sends from", source: flow("10.0.0.2"), path: "sip:10.0.0.2;lr",
      callsGoTo: "UDP 10.0.0.2:5060"),
    Way(
      testDescription: "a proxy that listens on another port", source: flow("10.0.0.2", 40_000),
      path: "sip:10.0.0.2:5080;lr", callsGoTo: "UDP 10.0.0.2:5080"),
    Way(
      testDescription: "a second address of our own networks", source: flow("10.0.0.2"), path: "sip:10.0.0.3:5080;lr",
      callsGoTo: "UDP 10.0.0.3:5080"),
    Way(
      testDescription: "a stranger's address", source: flow("10.0.0.2"), path: "sip:203.0.113.66;lr",
      callsGoTo: "UDP 10.0.0.2:5060"),
    Way(
      testDescription: "a name", source: flow("10.0.0.2", 5099), path: "sip:proxy.example.com;lr",
      callsGoTo: "UDP 10.0.0.2:5099"),
    Way(
      testDescription: "a proxy that wants TCP", source: flow("10.0.0.2", 40_000),
      path: "sip:10.0.0.2:5080;transport=TCP;lr", callsGoTo: "TCP 10.0.0.2:5080"),
    Way(
      testDescription: "a proxy over a connection of its own", source: flow("10.0.0.2", 40_000, .tcp),
      path: "sip:10.0.0.2:5080;transport=tcp;lr", callsGoTo: "TCP 10.0.0.2:40000"),
    Way(
      testDescription: "another address over TLS, whose certificate nobody could check",
      source: flow("10.0.0.2", 40_000, .tls), path: "sip:10.0.0.3;transport=tls;lr",
      callsGoTo: "TLS 10.0.0.2:40000"),
  ])
  func `Calls go through the proxy, where it can be reached, and never to a stranger`(way: Way) throws {
    var registrar = Registrar()
    try Self.register(&registrar, ["Path: <\(way.path)>", Self.contact, "Supported: path"], on: way.source)
    let flow = try #require(registrar.newestContact(of: "201")?.flow)
    #expect("\(flow.transport.token) \(flow.remote)" == way.callsGoTo)
    #expect(flow.local == Self.local)
  }

  @Test func `A phone outside cannot aim its calls at the inside by a Path`() throws {
    var registrar = Registrar()
    let outside = Self.flow("203.0.113.5", 5099)
    let lines = ["Path: <sip:10.0.0.3;lr>", Self.contact, "Supported: path"]
    try Self.register(&registrar, lines, on: outside, neighbours: [])
    #expect(registrar.newestContact(of: "201")?.flow == outside)
  }

  @Test(arguments: [
    ("Supported: path", false, 200), ("Supported: gruu, PATH", false, 200), ("Require: path", false, 200),
    ("Supported: gruu", false, 420), ("Supported: gruu", true, 200),
  ])
  func `A Path that the phone does not know of: 420, unless a proxy of our own networks put it there`(
    line: String, isOurProxy: Bool, code: Int
  ) throws {
    var registrar = Registrar()
    let neighbours = isOurProxy ? Self.neighbours : []
    let (response, _) = try Self.register(
      &registrar, ["Path: <sip:10.0.0.2;lr>", Self.contact, line], neighbours: neighbours)
    #expect(response.status.rawValue == code)
    #expect(response.headers[first: .unsupported] == (code == 420 ? "path" : nil))
    #expect(registrar.contacts(of: "201").count == (code == 420 ? 0 : 1))
  }

  @Test(arguments: [
    "Path: <sip:10.0.0.2>", "Path: <tel:+34600>", "Path: <sip:", "Path: ",
    "Path: " + Array(repeating: "<sip:10.0.0.2;lr>", count: 9).joined(separator: ", "),
  ])
  func `A Path that cannot be a way is answered 400 and changes nothing`(line: String) throws {
    var registrar = Registrar()
    let (response, _) = try Self.register(&registrar, [line, Self.contact, "Supported: path"])
    #expect(response.status == .badRequest)
    #expect(registrar.contacts(of: "201").isEmpty)
  }

  // MARK: Outbound

  private static func outbound(_ instance: String, _ number: String, contact: String = "sip:201@10.0.0.2:5062")
    -> [String]
  {
    [
      "Contact: <\(contact)>;+sip.instance=\"<urn:uuid:\(instance)>\";reg-id=\(number)", "Supported: path, outbound",
    ]
  }

  @Test func `The same flow of the same phone takes the place of the old contact, whatever its address`() throws {
    var registrar = Registrar()
    let (first, _) = try Self.register(&registrar, Self.outbound("a", "1", contact: "sip:201@10.0.0.2:1001"))
    #expect(first.headers[first: .require] == "outbound")
    let contact = try #require(try first.contacts.first)
    #expect(contact.parameters["+sip.instance"] == "<urn:uuid:a>")
    #expect(contact.parameters["reg-id"] == "1")
    let number = registrar.newestContact(of: "201")?.number
    try Self.register(
      &registrar, Self.outbound("a", "1", contact: "sip:201@10.0.0.2:1002"), callID: "b", on: Self.flow("10.0.0.2", 99))
    #expect(registrar.contacts(of: "201").map(\.contact.port) == [1002])
    #expect(registrar.newestContact(of: "201")?.number == number)
    try Self.register(&registrar, Self.outbound("a", "2", contact: "sip:201@10.0.0.2:1002"), callID: "c")
    try Self.register(&registrar, Self.outbound("b", "1", contact: "sip:201@10.0.0.2:1002"), callID: "d")
    #expect(registrar.contacts(of: "201").count == 3)
  }

  /// What a phone says, and whether its flow is managed.
  @Test(arguments: [
    (["Contact: <sip:201@10.0.0.2>;+sip.instance=\"<i>\";reg-id=1"], false),
    (["Contact: <sip:201@10.0.0.2>;reg-id=1", "Supported: outbound"], false),
    (["Contact: <sip:201@10.0.0.2>;+sip.instance=\"<i>\"", "Supported: outbound"], false),
    (["Contact: <sip:201@10.0.0.2>;+sip.instance=\"<i>\";reg-id=0", "Supported: outbound"], false),
    (["Contact: <sip:201@10.0.0.2>;+sip.instance=\"<i>\";reg-id=x", "Supported: outbound"], false),
    (["Contact: <sip:201@10.0.0.2>;+sip.instance=\"<i>\";reg-id=1", "Supported: outbound"], true),
    (["Contact: <sip:201@10.0.0.2>;+sip.instance=\"<i>\";reg-id=1", "Require: outbound"], true),
  ])
  func `A flow is managed only for a phone that asks for it in full`(lines: [String], isManaged: Bool) throws {
    var registrar = Registrar()
    let (response, _) = try Self.register(&registrar, lines)
    #expect(response.status == .ok)
    #expect(response.headers[first: .require] == (isManaged ? "outbound" : nil))
    #expect(registrar.newestContact(of: "201")?.registrationID == (isManaged ? 1 : nil))
  }

  @Test(arguments: [("sip:10.0.0.2;lr;ob", 200), ("sip:10.0.0.2;lr", 439)])
  func `Behind a proxy a flow is managed only when the proxy next to the phone keeps it`(path: String, code: Int) throws
  {
    var registrar = Registrar()
    let (response, _) = try Self.register(&registrar, ["Path: <\(path)>"] + Self.outbound("a", "1"))
    #expect(response.status.rawValue == code)
    #expect(response.reason == (code == 200 ? "OK" : "First Hop Lacks Outbound Support"))
    #expect(registrar.contacts(of: "201").count == (code == 200 ? 1 : 0))
  }

  @Test func `More than one contact with a reg-id is answered 400`() throws {
    var registrar = Registrar()
    let lines = Self.outbound("a", "1") + ["Contact: <sip:201@10.0.0.2:9>"]
    #expect(try Self.register(&registrar, lines).response.status == .badRequest)
    #expect(registrar.contacts(of: "201").isEmpty)
  }

  // MARK: Preference and transport

  @Test func `A preference is kept and given back; what is no preference counts as the highest`() throws {
    var registrar = Registrar()
    let lines = [
      "Contact: <sip:201@10.0.0.2:1>;q=0.5, <sip:201@10.0.0.2:2>;q=high, <sip:201@10.0.0.2:3>;q=.25, <sip:201@10.0.0.2:4>"
    ]
    let (response, _) = try Self.register(&registrar, lines)
    #expect(registrar.contacts(of: "201").map(\.preference.text) == ["0.5", "1", "0.25", "1"])
    #expect(try response.contacts.map { $0.parameters["q"] } == ["0.5", nil, "0.25", nil])
  }

  /// How the REGISTER came, which contact it names, and the way of a call.
  @Test(arguments: [
    (flow("10.0.0.7"), "sip:201@10.0.0.7;transport=tcp", "TCP 10.0.0.7:5060"),
    (flow("10.0.0.7"), "sip:201@10.0.0.7:5070;transport=TCP", "TCP 10.0.0.7:5070"),
    (flow("10.0.0.7"), "sip:201@10.0.0.7;transport=udp", "UDP 10.0.0.7:5060"),
    (flow("10.0.0.7"), "sip:201@10.0.0.7;transport=tls", "UDP 10.0.0.7:5060"),
    (flow("10.0.0.7"), "sips:201@10.0.0.7:5070", "UDP 10.0.0.7:5060"),
    (flow("10.0.0.7"), "sip:201@10.0.0.7:5070;transport=sctp", "UDP 10.0.0.7:5070"),
    (flow("10.0.0.7", 40_000, .tcp), "sip:201@10.0.0.7:5060;transport=tcp", "TCP 10.0.0.7:40000"),
    (flow("10.0.0.7", 40_000, .tls), "sip:201@10.0.0.7:5061;transport=tls", "TLS 10.0.0.7:40000"),
    (flow("10.0.0.7", 40_000, .ws), "sip:201@df7jal23ls0d.invalid;transport=ws", "WS 10.0.0.7:40000"),
    (flow("10.0.0.7", 40_000, .wss), "sip:201@df7jal23ls0d.invalid;transport=ws", "WSS 10.0.0.7:40000"),
  ])
  func `A connection that the phone holds open is used; else the transport that the contact names`(
    source: SIPFlow, contact: String, way: String
  ) throws {
    var registrar = Registrar()
    try Self.register(&registrar, ["Contact: <\(contact)>"], on: source)
    let flow = try #require(registrar.newestContact(of: "201")?.flow)
    #expect("\(flow.transport.token) \(flow.remote)" == way)
  }

  // MARK: What is required

  @Test(arguments: [("path", 200), ("outbound, path", 200), ("gruu", 420), ("path, gruu, foo", 420)])
  func `A REGISTER may require path and outbound; 420 names the rest`(required: String, code: Int) throws {
    var registrar = Registrar()
    let (response, _) = try Self.register(&registrar, [Self.contact, "Require: \(required)"])
    #expect(response.status.rawValue == code)
    let unknown = required.replacing("path, ", with: "")
    #expect(response.headers[first: .unsupported] == (code == 420 ? unknown : nil))
  }
}

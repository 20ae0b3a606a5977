import Foundation
import Glibc
import Logging
import SIPEngine
import SIPSyntax
import SIPTrace
import SIPTransport
import Simulation
import Testing
import Timekeeping

/// The ring as a running service writes it.
@Suite(.timeLimit(.minutes(1))) struct TraceFileTests {
  private struct Calendar: WallClock {
    var now: WallTime { WallTime(sinceEpoch: .seconds(1_800_000_000)) }
  }

  /// A folder of the test's own, gone with it.
  private final class Folder {
    let path = NSTemporaryDirectory() + "/trace-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    var ring: String { "\(path)/\(TraceSettings.fileName)" }

    func entries() throws -> [TraceEntry] {
      let ring = try #require(TraceRing(Array(try Data(contentsOf: URL(filePath: ring)))))
      return ring.entries()
    }

    func messages() throws -> [TracedMessage] {
      try entries().compactMap { if case .message(let message) = $0 { message } else { nil } }
    }

    func settings(_ path: String? = nil, octets: Int = 1 << 20) -> TraceSettings {
      TraceSettings(path: path ?? ring, octets: octets, calendar: Calendar())
    }
  }

  @Test func `Every message is noted with its way, and a restart goes on behind it`() async throws {
    let folder = try Folder()
    for run in 1...2 {
      let house = ServiceHouse(trace: folder.settings())
      try await house.run { address in
        let phone = try RawPhone()
        phone.send(phone.text("OPTIONS", callID: "run-\(run)"), to: address)
        _ = try phone.response()
        let messages = try folder.messages().suffix(2)
        #expect(messages.map(\.direction) == [.received, .sent])
        #expect(messages.allSatisfy { $0.remote == TraceAddress(host: "127.0.0.1", port: phone.address.port) })
        #expect(messages.allSatisfy { $0.local == TraceAddress(host: "127.0.0.1", port: address.port) })
        #expect(messages.map { MessageSketch($0).label } == ["OPTIONS 1", "200 OPTIONS 1"])
        #expect(messages.allSatisfy { $0.wall == Calendar().now && $0.transport == .udp })
      }
    }
    #expect(try folder.messages().map { MessageSketch($0).callID } == ["run-1", "run-1", "run-2", "run-2"])
  }

  @Test func `A call's legs are known by what the service says of its sessions`() async throws {
    let folder = try Folder()
    let house = ServiceHouse(trace: folder.settings())
    try await house.run { address in
      let caller = try RawPhone()
      let agent = try RawPhone()
      caller.send(
        caller.text("INVITE", callID: "in", lines: ["Content-Type: application/sdp"], body: "v=0\r\n"), to: address)
      _ = try caller.response { $0.status == .trying }
      house.service.note(SessionID(side: .incoming, number: 1), isLegOf: "call-1", party: "caller")
      let leg = SessionID(side: .outgoing, number: 9)
      house.service.command(leg, .invite(SIPServiceTests.invitation(to: agent.address, from: address)))
      house.service.note(leg, isLegOf: "call-1", party: "agent 1")
      let invite = try agent.request(.invite)
      // The loop has done everything before it answers this.
      caller.send(caller.text("OPTIONS", callID: "last"), to: address)
      _ = try caller.response { $0.callID == "last" }
      let call = try #require(TraceBook(try folder.entries()).calls.first { $0.call == "call-1" })
      #expect(call.callIDs == ["in", invite.callID])
      #expect(call.steps.map(\.party) == ["caller", "caller", "agent 1"])
      house.service.command(leg, .hangUp(.normal))
      house.service.command(SessionID(side: .incoming, number: 1), .hangUp(.normal))
    }
  }

  @Test func `The file is for its owner alone and has its whole room from the beginning`() async throws {
    let folder = try Folder()
    try await ServiceHouse(trace: folder.settings(octets: 1 << 20)).run { _ in }
    var status = stat()
    #expect(stat(folder.ring, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(status.st_size == 1 << 20)
    #expect(status.st_blocks * 512 >= 1 << 20)
  }

  @Test func `Another size, or what is no ring, is replaced, and whoever reads the old file keeps it`() async throws {
    let folder = try Folder()
    try Data(repeating: 0x41, count: 500).write(to: URL(filePath: folder.ring))
    let old = try FileHandle(forReadingFrom: URL(filePath: folder.ring))
    for size in [1 << 20, 2 << 20] {
      try await ServiceHouse(trace: folder.settings(octets: size)).run { address in
        let phone = try RawPhone()
        phone.send(phone.text("OPTIONS", callID: "x"), to: address)
        _ = try phone.response()
      }
      #expect(try folder.messages().count == 2)
    }
    #expect(try old.readToEnd()?.count == 500)
  }

  @Test func `Without a place for it the service runs without a trace, and says why and what to do`() async throws {
    let folder = try Folder()
    let link = folder.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/dev/null/nothing")
    for path in [folder.path + "/missing/trace.ring", "/proc/trace.ring"] {
      let lines = LineCollector()
      let house = ServiceHouse(logger: lines.logger, trace: folder.settings(path))
      try await house.run { address in
        let phone = try RawPhone()
        phone.send(phone.text("OPTIONS", callID: "x"), to: address)
        #expect(try phone.response().status == .ok)
      }
      let line = try #require(lines.all.first)
      #expect(line.contains("there is no SIP trace: cannot create \(path)"), "\(line)")
      #expect(line.contains("trace.size"), "\(line)")
    }
  }

  @Test func `A disk that has no room for it twice is left to the record`() async throws {
    let folder = try Folder()
    let lines = LineCollector()
    // More than any disk of a test machine holds.
    try await ServiceHouse(logger: lines.logger, trace: folder.settings(octets: 1 << 50)).run { _ in }
    #expect(lines.all.contains { $0.contains("No space left on device") && $0.contains("make trace.size smaller") })
    #expect(!FileManager.default.fileExists(atPath: folder.ring))
  }

  @Test func `What is dropped unread is not noted, nor are keep-alives`() async throws {
    let folder = try Folder()
    let house = ServiceHouse(trace: folder.settings())
    try await house.run { address in
      // From an address that is no trunk and not exempt as a whole: its digests count.
      let stranger = try RawPhone(host: "127.0.0.2")
      stranger.send("\r\n\r\n", to: address)
      for number in 1...12 {
        stranger.send(stranger.text("REGISTER", user: "201", callID: "g\(number)"), to: address)
        guard let octets = stranger.receive(withinMilliseconds: 300),
          case .response(let response) = try SIPMessage.parse(datagram: octets)
        else { continue }
        let nonce = try Challenge(parsing: response.headers.all(.wwwAuthenticate).first ?? "")["nonce"] ?? ""
        let proof =
          "Authorization: Digest username=\"201\", realm=\"\(ServiceHouse.realm)\", nonce=\"\(nonce)\", "
          + "uri=\"sip:x\", response=\"00\""
        stranger.send(
          stranger.text("REGISTER", user: "201", callID: "g\(number)", cseq: 2, branch: "2", lines: [proof]),
          to: address)
        _ = stranger.receive(withinMilliseconds: 1000)
      }
      let gauges = house.service.gauges()
      #expect(gauges[.lockedOut] == 1)
      #expect(gauges[.ignored] == 2)
      let messages = try folder.messages()
      #expect(messages.count == 40, "ten times a question, a challenge, a guess and a refusal")
      #expect(!messages.contains { MessageSketch($0).callID == "g11" })
      #expect(!messages.contains { String(decoding: $0.octets, as: UTF8.self).contains("response=\"00\"") })
    }
  }
}

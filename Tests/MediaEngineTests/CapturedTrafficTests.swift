import Foundation
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

/// Where captures are kept; they are not always there.
enum Captures {
  static let folder =
    URL(filePath: #filePath + "/../../../../shared/corpus/rtp").standardizedFileURL.path
}

/// Traffic of other people's phones, replayed with its own timing; skipped where the captures are not at hand.
@Suite("Captured traffic", .enabled(if: FileManager.default.fileExists(atPath: Captures.folder)))
struct CapturedTrafficTests {
  /// A UDP datagram and when it was captured.
  struct Datagram {
    var at: Duration
    var source: MediaAddress
    var octets: [UInt8]
  }

  @Test(
    "Keys are heard once each",
    arguments: [
      ("sipp/dtmf_2833_1.pcap", "1"), ("sipp/dtmf_2833_0.pcap", "0"), ("sipp/dtmf_2833_star.pcap", "*"),
      ("sipp/dtmf_2833_pound.pcap", "#"),
    ])
  func keys(file: String, keys: String) throws {
    #expect(try replay(file) == keys)
  }

  @Test("The same capture played again is the same key again")
  func again() throws {
    #expect(try replay("sipp/dtmf_2833_1.pcap", times: 3) == "111")
  }

  @Test(
    "Calls of other exchanges give the keys their packets carry",
    arguments: [
      "asterisk-testsuite/dtmf-rfc2833-ulaw-2013785496.pcap", "asterisk-testsuite/dtmf-rfc2833-ulaw-3125894607.pcap",
    ])
  func calls(file: String) throws {
    let datagrams = try Self.read(file)
    // Counted the naive way: every marker on an event is a key.
    let marked = datagrams.compactMap { datagram -> Character? in
      guard let packet = try? RTPPacket.parse(datagram.octets), packet.header.payloadType == 101,
        packet.header.marker
      else { return nil }
      return TelephoneEvent.parse(packet.payload.span, payload: packet.payload.indices)?.key
    }
    #expect(!marked.isEmpty)
    #expect(try replay(file) == String(marked))
  }

  @Test(
    "What crashed other exchanges is taken in without harm",
    arguments: [
      "asterisk-testsuite/crash-27382-ast-2017-012.pcap", "asterisk-testsuite/crash-ast-2016-003-udptl.pcap",
      "asterisk-testsuite/ssrc1.pcap", "asterisk-testsuite/ssrc2.pcap",
      "ndpi/rtcp_multiple_pkts_in_the_same_datagram.pcap",
    ])
  func crashes(file: String) throws {
    let datagrams = try Self.read(file)
    #expect(!datagrams.isEmpty)
    _ = try replay(file)
  }

  /// Plays a capture to a stream that is connected to the sender of its first telephone-event or first packet.
  private func replay(_ file: String, times: Int = 1) throws -> String {
    let datagrams = try Self.read(file)
    let speaker = datagrams.first { $0.octets.count == 16 && $0.octets[1] & 0x7F == 101 } ?? datagrams.first
    guard let speaker, let last = datagrams.last else { return "" }
    var rig = MatrixRig()
    let slot = rig.open(1, .with(speaker.source))
    let start = rig.now
    for round in 0..<times {
      for datagram in datagrams {
        let due = start + datagram.at + (last.at + .seconds(1)) * round
        if due > rig.now { rig.advance(by: due - rig.now) }
        rig.receive(datagram.octets, slot: slot, from: datagram.source)
      }
    }
    return String(
      rig.events.compactMap { event -> Character? in
        if case .key(let key) = event { key } else { nil }
      })
  }

  /// Reads the UDP datagrams of a little-endian pcap file, Ethernet (1) or Linux cooked (113).
  private static func read(_ file: String) throws -> [Datagram] {
    let octets = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Captures.folder + "/" + file)))
    func word(_ offset: Int) -> Int { (0..<4).reduce(0) { $0 | Int(octets[offset + $1]) << ($1 * 8) } }
    let linkHeader = word(20) == 113 ? 16 : 14
    var datagrams: [Datagram] = []
    var offset = 24
    var first: Duration?
    while offset + 16 <= octets.count {
      let time = Duration.seconds(word(offset)) + .microseconds(word(offset + 4))
      let frame = Array(octets[(offset + 16)..<min(octets.count, offset + 16 + word(offset + 8))])
      offset += 16 + word(offset + 8)
      let packet = Array(frame.dropFirst(linkHeader))
      guard packet.count > 28, packet[0] >> 4 == 4, packet[9] == 17 else { continue }
      let header = Int(packet[0] & 0x0F) * 4
      let host = packet[12..<16].reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
      let port = UInt16(packet[header]) << 8 | UInt16(packet[header + 1])
      first = first ?? time
      datagrams.append(
        Datagram(
          at: time - (first ?? time), source: MediaAddress(host: host, port: port),
          octets: Array(packet.dropFirst(header + 8))))
    }
    return datagrams
  }
}

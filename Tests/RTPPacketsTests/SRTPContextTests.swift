import RTPPackets
import Testing

@Suite("SRTP contexts (RFC 3711 §3.2, §3.3)")
struct SRTPContextTests {
  @Test("a key of any other length makes no context")
  func keyLength() {
    for profile in SRTPProfile.allCases {
      for length in [0, 1, profile.masterLength - 1, profile.masterLength + 1, 64] {
        let master = Array(repeating: UInt8(1), count: length)
        #expect(SRTPSenderContext(profile, master: master, ssrc: 1) == nil)
        #expect(SRTPReceiverContext(profile, master: master) == nil)
      }
    }
  }

  @Test("a wrong tag, another key, plain RTP and noise are unauthentic, and the genuine packet still counts")
  func unauthentic() throws {
    for profile in SRTPProfile.allCases {
      let master = (1...profile.masterLength).map { UInt8($0) }
      let sender = try SRTPEnds.sender(profile, master: master)
      let receiver = try SRTPEnds.receiver(profile, master: master)
      let clear = SRTPEnds.packet(1)
      let genuine = try #require(SRTPEnds.protect(clear, with: sender))
      for index in [1, 3, 5, 11, 12, 100, genuine.count - 1] {
        var forged = genuine
        forged[index] ^= 1
        #expect(throws: SRTPError.unauthentic) { try SRTPEnds.unprotect(forged, with: receiver) }
      }
      let stranger = try SRTPEnds.sender(profile, master: master.reversed())
      let foreign = try #require(SRTPEnds.protect(SRTPEnds.packet(2), with: stranger))
      let noise = (0..<40).map { Array(repeating: UInt8(0x80), count: $0) }
      for octets in [foreign, clear, Array(genuine.dropLast())] + noise {
        #expect(throws: SRTPError.unauthentic) { try SRTPEnds.unprotect(octets, with: receiver) }
      }
      #expect(try SRTPEnds.unprotect(genuine, with: receiver) == clear)
    }
  }

  @Test("the same packet under another SSRC is unauthentic")
  func otherSource() throws {
    let sender = try SRTPEnds.sender()
    let receiver = try SRTPEnds.receiver()
    var packet = try #require(SRTPEnds.protect(SRTPEnds.packet(1), with: sender))
    packet[8] ^= 0x80
    #expect(throws: SRTPError.unauthentic) { try SRTPEnds.unprotect(packet, with: receiver) }
  }

  @Test("a packet is taken in once, in whatever order packets come")
  func replay() throws {
    let sender = try SRTPEnds.sender()
    let receiver = try SRTPEnds.receiver()
    let packets = try (0..<20).map { try #require(SRTPEnds.protect(SRTPEnds.packet($0), with: sender)) }
    for index in [0, 2, 1, 5, 4, 3, 19, 7, 6, 8] { _ = try SRTPEnds.unprotect(packets[index], with: receiver) }
    for index in 0...8 {
      #expect(throws: SRTPError.replayed) { try SRTPEnds.unprotect(packets[index], with: receiver) }
    }
  }

  @Test("a packet older than the window is taken for a replay")
  func tooOld() throws {
    let sender = try SRTPEnds.sender()
    let receiver = try SRTPEnds.receiver()
    let packets = try (0..<400).map { try #require(SRTPEnds.protect(SRTPEnds.packet($0), with: sender)) }
    _ = try SRTPEnds.unprotect(packets[399], with: receiver)
    #expect(throws: SRTPError.replayed) { try SRTPEnds.unprotect(packets[0], with: receiver) }
    #expect(try SRTPEnds.unprotect(packets[350], with: receiver) == SRTPEnds.packet(350))
  }

  @Test("the rollover counter goes on over two wraps of the sequence number")
  func rollover() throws {
    let sender = try SRTPEnds.sender()
    let receiver = try SRTPEnds.receiver()
    for number in 65_000..<65_000 + 2 * 65_536 {
      let packet = try #require(SRTPEnds.protect(SRTPEnds.packet(number), with: sender))
      // Near the wraps every packet is read, in between one of a hundred.
      guard number % 65_536 < 50 || number % 65_536 > 65_486 || number % 100 == 0 else { continue }
      #expect(try SRTPEnds.unprotect(packet, with: receiver) == SRTPEnds.packet(number))
    }
  }

  @Test("the rollover counter survives the loss of half a minute, and of ten minutes, across the wrap")
  func rolloverAfterLoss() throws {
    let sender = try SRTPEnds.sender()
    let receiver = try SRTPEnds.receiver()
    let heard = [60_000, 60_001, 66_000, 66_001, 96_001, 128_000, 150_000]
    for number in 60_000...150_000 {
      let packet = try #require(SRTPEnds.protect(SRTPEnds.packet(number), with: sender))
      guard heard.contains(number) else { continue }
      #expect(try SRTPEnds.unprotect(packet, with: receiver) == SRTPEnds.packet(number))
    }
  }

  @Test("one number never hides two packets, and nothing is written beyond the room")
  func sending() throws {
    let sender = try SRTPEnds.sender()
    #expect(SRTPEnds.protect(SRTPEnds.packet(7), with: sender) != nil)
    #expect(SRTPEnds.protect(SRTPEnds.packet(7), with: sender) == nil)
    #expect(SRTPEnds.protect(SRTPEnds.packet(8, ssrc: 1), with: sender) == nil)
    var tight = SRTPEnds.packet(9) + Array(repeating: 0, count: SRTPSenderContext.mostOverhead - 1)
    var span = tight.mutableSpan
    #expect(sender.protect(&span, 0..<172) == nil)
    #expect(tight.prefix(172) == SRTPEnds.packet(9)[...])
  }

  @Test("a master key identifier is expected where it was agreed, between payload and tag")
  func identifier() throws {
    let sender = try SRTPEnds.sender()
    let packet = try #require(SRTPEnds.protect(SRTPEnds.packet(1), with: sender))
    let identified = packet.dropLast(10) + [0, 0, 0, 1] + packet.suffix(10)
    let receiver = try SRTPEnds.receiver(identifier: [0, 0, 0, 1])
    #expect(throws: SRTPError.unauthentic) { try SRTPEnds.unprotect(packet, with: receiver) }
    #expect(try SRTPEnds.unprotect(Array(identified), with: receiver) == SRTPEnds.packet(1))
    let other = try SRTPEnds.receiver(identifier: [0, 0, 0, 2])
    #expect(throws: SRTPError.unauthentic) { try SRTPEnds.unprotect(Array(identified), with: other) }
  }

  @Test("a key brings so many SSRCs and no more, and those it brought go on")
  func mostSources() throws {
    let receiver = try SRTPEnds.receiver()
    let most = SRTPReceiverContext.mostSources
    for number in 0...most {
      let ssrc = UInt32(number + 1)
      let sender = try SRTPEnds.sender(ssrc: ssrc)
      let first = try #require(SRTPEnds.protect(SRTPEnds.packet(1, ssrc: ssrc), with: sender))
      guard number < most else {
        #expect(throws: SRTPError.unauthentic) { try SRTPEnds.unprotect(first, with: receiver) }
        return
      }
      _ = try SRTPEnds.unprotect(first, with: receiver)
      let second = try #require(SRTPEnds.protect(SRTPEnds.packet(2, ssrc: ssrc), with: sender))
      #expect(try SRTPEnds.unprotect(second, with: receiver) == SRTPEnds.packet(2, ssrc: ssrc))
    }
  }

  @Test("forged packets with other SSRCs use up none of them")
  func forgedSources() throws {
    let receiver = try SRTPEnds.receiver()
    for number in 0..<100 {
      #expect(throws: SRTPError.unauthentic) {
        try SRTPEnds.unprotect(
          SRTPEnds.packet(1, ssrc: UInt32(number)) + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], with: receiver)
      }
    }
    let packet = try #require(SRTPEnds.protect(SRTPEnds.packet(1), with: SRTPEnds.sender()))
    #expect(try SRTPEnds.unprotect(packet, with: receiver) == SRTPEnds.packet(1))
  }

  /// How a sender that has wrapped counts on after it has changed its key.
  enum Counting: CaseIterable, Sendable {
    case on
    case anew
  }

  @Test(
    "after a change of key the rollover counter goes on, and a sender that begins it anew is understood too",
    arguments: Counting.allCases, SRTPProfile.allCases)
  func rekeyed(_ counting: Counting, _ profile: SRTPProfile) throws {
    let (old, new) = (
      (1...profile.masterLength).map { UInt8($0) }, (101...100 + profile.masterLength).map { UInt8($0) }
    )
    let first = try SRTPEnds.sender(profile, master: old)
    let before = try SRTPEnds.receiver(profile, master: old)
    for number in [65_500, 66_000] {
      let packet = try #require(SRTPEnds.protect(SRTPEnds.packet(number), with: first))
      _ = try SRTPEnds.unprotect(packet, with: before)
    }
    let second = try SRTPEnds.sender(profile, master: new)
    // The new sender's counter is brought where the old one's was.
    if counting == .on { _ = SRTPEnds.protect(SRTPEnds.packet(65_500), with: second) }
    let after = try SRTPEnds.receiver(profile, master: new, continuing: before)
    var heard: [Int] = []
    for number in 66_001...66_010 {
      let packet = try #require(SRTPEnds.protect(SRTPEnds.packet(number), with: second))
      if (try? SRTPEnds.unprotect(packet, with: after)) == SRTPEnds.packet(number) { heard.append(number) }
    }
    #expect(heard == Array((counting == .on ? 66_001 : 66_002)...66_010))
  }
}

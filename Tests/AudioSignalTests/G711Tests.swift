import AudioSignal
import Testing

/// One segment of a law: from `start`, sixteen (or in A-law's first, thirty-two) intervals of `step`.
struct Segment: Sendable, CustomTestStringConvertible {
  var start: Int
  var step: Int
  var intervals: Int
  /// Character signal of the first interval, positive values, as it travels.
  var firstOctet: UInt8
  var testDescription: String { "\(intervals) intervals of \(step) from \(start)" }
}

@Suite("G.711")
struct G711Tests {
  /// Table 2 of G.711, µ-law, positive values on the 14-bit scale. The very first interval, 0 to 1, is its own.
  static let muLaw = [
    Segment(start: 1, step: 2, intervals: 15, firstOctet: 0xFE),
    Segment(start: 31, step: 4, intervals: 16, firstOctet: 0xEF),
    Segment(start: 95, step: 8, intervals: 16, firstOctet: 0xDF),
    Segment(start: 223, step: 16, intervals: 16, firstOctet: 0xCF),
    Segment(start: 479, step: 32, intervals: 16, firstOctet: 0xBF),
    Segment(start: 991, step: 64, intervals: 16, firstOctet: 0xAF),
    Segment(start: 2015, step: 128, intervals: 16, firstOctet: 0x9F),
    Segment(start: 4063, step: 256, intervals: 16, firstOctet: 0x8F),
  ]

  /// Table 1 of G.711, A-law, positive values on the 13-bit scale, octets before the even bits are inverted.
  static let aLaw = [
    Segment(start: 0, step: 2, intervals: 32, firstOctet: 0x80),
    Segment(start: 64, step: 4, intervals: 16, firstOctet: 0xA0),
    Segment(start: 128, step: 8, intervals: 16, firstOctet: 0xB0),
    Segment(start: 256, step: 16, intervals: 16, firstOctet: 0xC0),
    Segment(start: 512, step: 32, intervals: 16, firstOctet: 0xD0),
    Segment(start: 1024, step: 64, intervals: 16, firstOctet: 0xE0),
    Segment(start: 2048, step: 128, intervals: 16, firstOctet: 0xF0),
  ]

  @Test("every µ-law decision value begins its interval, which is decoded to its middle", arguments: muLaw)
  func muLawIntervals(segment: Segment) {
    for interval in 0..<segment.intervals {
      let octet = segment.firstOctet - UInt8(interval)
      let low = segment.start + interval * segment.step
      #expect(G711.muLaw(Int16(low * 4)) == octet)
      #expect(G711.muLaw(Int16((low + segment.step) * 4 - 1)) == octet)
      #expect(G711.linear(muLaw: octet) == Int16((low + segment.step / 2) * 4))
      // The negative half is the same with the sign bit cleared.
      #expect(G711.muLaw(Int16(-low * 4 - 1)) == octet & 0x7F)
      #expect(G711.linear(muLaw: octet & 0x7F) == Int16(-(low + segment.step / 2) * 4))
    }
  }

  @Test("every A-law decision value begins its interval, which is decoded to its middle", arguments: aLaw)
  func aLawIntervals(segment: Segment) {
    for interval in 0..<segment.intervals {
      let octet = (segment.firstOctet + UInt8(interval)) ^ 0x55
      let low = segment.start + interval * segment.step
      #expect(G711.aLaw(Int16(low * 8)) == octet)
      #expect(G711.aLaw(Int16((low + segment.step) * 8 - 1)) == octet)
      #expect(G711.linear(aLaw: octet) == Int16((low + segment.step / 2) * 8))
      #expect(G711.aLaw(Int16(-low * 8 - 1)) == octet & 0x7F)
      #expect(G711.linear(aLaw: octet & 0x7F) == Int16(-(low + segment.step / 2) * 8))
    }
  }

  @Test("what is too loud is clipped to the last interval, silence has its own octet")
  func extremes() {
    #expect(G711.muLaw(0) == 0xFF)
    #expect(G711.muLaw(-1) == 0x7F)
    #expect(G711.muLaw(.max) == 0x80)
    #expect(G711.muLaw(.min) == 0x00)
    #expect(G711.aLaw(0) == 0xD5)
    #expect(G711.aLaw(-1) == 0x55)
    #expect(G711.aLaw(.max) == 0xAA)
    #expect(G711.aLaw(.min) == 0x2A)
    #expect(G711.linear(muLaw: G711.muLawSilence) == 0)
    #expect(G711.linear(aLaw: G711.aLawSilence) == 8)
  }

  @Test("coding what was decoded gives the same octet again, but for µ-law's negative zero")
  func idempotence() {
    for octet in UInt8.min...UInt8.max {
      #expect(G711.muLaw(G711.linear(muLaw: octet)) == (octet == 0x7F ? 0xFF : octet))
      #expect(G711.aLaw(G711.linear(aLaw: octet)) == octet)
    }
  }
}

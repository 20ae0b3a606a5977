import AudioSignal
import Testing

@Suite("G.711 from one law to the other")
struct G711TranscodingTests {
  /// Table 3 of G.711: the A-law decoder output value number for each µ-law one, both counted from 1.
  static let table3: [Int] = {
    var numbers = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8]
    numbers += Array(9...25) + [27, 29, 31] + Array(33...44) + [46] + Array(48...62)
    numbers += Array(64...79) + [80] + Array(82...128)
    return numbers
  }()

  /// Table 4 of G.711: the µ-law decoder output value number for each A-law one, the latter counted from 1.
  static let table4: [Int] = {
    var numbers = [1, 3, 5, 7, 9, 11, 13, 15]
    numbers += Array(16...31) + [32, 32, 33, 33, 34, 34, 35, 35] + Array(36...47) + [48, 48, 49, 49]
    numbers += Array(50...63) + [64, 64] + Array(65...79) + [80, 80] + Array(81...127)
    return numbers
  }()

  @Test("µ-law to A-law follows Table 3")
  func muLawToALaw() {
    #expect(Self.table3.count == 128)
    for number in 0..<128 {
      let positive = UInt8(0xFF - number)
      let expected = UInt8(0x80 + Self.table3[number] - 1) ^ 0x55
      #expect(G711.aLaw(fromMuLaw: positive) == expected)
      #expect(G711.aLaw(fromMuLaw: positive & 0x7F) == expected & 0x7F)
    }
  }

  @Test("A-law to µ-law follows Table 4")
  func aLawToMuLaw() {
    #expect(Self.table4.count == 128)
    for number in 0..<128 {
      let positive = UInt8(0x80 + number) ^ 0x55
      let expected = UInt8(0xFF - Self.table4[number])
      #expect(G711.muLaw(fromALaw: positive) == expected)
      #expect(G711.muLaw(fromALaw: positive & 0x7F) == expected & 0x7F)
    }
  }

  @Test("a second passage through the other law changes nothing more")
  func repeatedTranscoding() {
    for octet in UInt8.min...UInt8.max {
      let once = G711.muLaw(fromALaw: G711.aLaw(fromMuLaw: octet))
      #expect(G711.muLaw(fromALaw: G711.aLaw(fromMuLaw: once)) == once)
    }
  }
}

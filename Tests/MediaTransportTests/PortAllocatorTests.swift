import MediaTransport
import Testing
import Timekeeping

@Suite("Pairs of ports")
struct PortAllocatorTests {
  private func allPorts(_ allocator: inout PortAllocator, at now: Moment = .zero, seed: UInt64 = 1) -> [UInt16] {
    var dice = SeededGenerator(seed: seed)
    var ports: [UInt16] = []
    while let port = allocator.take(at: now, &dice) { ports.append(port) }
    return ports
  }

  @Test(
    "Only even ports with the odd one above inside the range",
    arguments: [
      (10_000...10_007, [10_000, 10_002, 10_004, 10_006]), (10_001...10_007, [10_002, 10_004, 10_006]),
      (10_000...10_006, [10_000, 10_002, 10_004]), (10_001...10_002, []), (9...9, []), (0...3, [2]),
      (65_533...65_535, [65_534]),
    ] as [(ClosedRange<UInt16>, [UInt16])])
  func pairs(range: ClosedRange<UInt16>, ports: [UInt16]) {
    var allocator = PortAllocator(range: range, quarantine: .seconds(5))
    #expect(allocator.pairCount == ports.count)
    #expect(allPorts(&allocator).sorted() == ports)
    #expect(allocator.inUse == Set(ports))
  }

  @Test("The order is the dice's: the same for the same seed, another for another")
  func random() {
    let orders = [1, 1, 2].map { (seed: UInt64) -> [UInt16] in
      var allocator = PortAllocator(range: 10_000...10_199, quarantine: .zero)
      return allPorts(&allocator, seed: seed)
    }
    #expect(orders[0] == orders[1])
    #expect(orders[0] != orders[2])
    #expect(orders[0] != orders[0].sorted())
  }

  @Test("A pair that comes back rests while there are others")
  func quarantine() {
    var dice = SeededGenerator(seed: 1)
    var allocator = PortAllocator(range: 10_000...10_005, quarantine: .seconds(5))
    _ = allPorts(&allocator)
    allocator.giveBack(10_002, at: .zero)
    allocator.giveBack(10_002, at: .zero)
    allocator.giveBack(10_000, at: .zero + .seconds(3))
    let first = allocator.take(at: .zero + .seconds(5), &dice)
    #expect(first == 10_002)
    allocator.giveBack(10_004, at: .zero + .seconds(6))
    let second = allocator.take(at: .zero + .seconds(8), &dice)
    #expect(second == 10_000)
    #expect(allocator.inUse == [10_000, 10_002])
    #expect(allocator.pairCount == 3)
  }

  @Test("When no other is left, the pair that has rested longest is taken")
  func shortRest() {
    var dice = SeededGenerator(seed: 1)
    var allocator = PortAllocator(range: 10_000...10_003, quarantine: .seconds(5))
    _ = allPorts(&allocator)
    allocator.giveBack(10_002, at: .zero)
    allocator.giveBack(10_000, at: .zero + .seconds(1))
    let taken = (0..<3).map { _ in allocator.take(at: .zero + .seconds(2), &dice) }
    #expect(taken == [10_002, 10_000, nil])
  }

  @Test("What was never taken cannot come back")
  func foreign() {
    var allocator = PortAllocator(range: 10_000...10_001, quarantine: .zero)
    allocator.giveBack(10_000, at: .zero)
    allocator.giveBack(7, at: .zero)
    #expect(allocator.pairCount == 1)
  }
}

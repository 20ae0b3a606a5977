import Simulation
import Testing
import Timekeeping

@Suite struct SimulatedNetworkTests {
  private typealias Network = SimulatedNetwork<String>

  private static func at(_ milliseconds: Int) -> Moment { Moment(sinceZero: .milliseconds(milliseconds)) }

  /// Sends `count` numbered datagrams a millisecond apart and returns everything that arrives.
  private static func run(_ network: inout Network, count: Int) -> [Network.Arrival] {
    for number in 0..<count {
      network.send([UInt8(truncatingIfNeeded: number)], from: "a", to: "b", at: at(number))
    }
    return network.arrivals(by: at(1_000_000))
  }

  @Test func `A perfect network delivers at once, in order, everything`() {
    var network = Network(seed: 1)
    network.send([1], from: "a", to: "b", at: Self.at(5))
    network.send([2], from: "a", to: "b", at: Self.at(5))
    #expect(network.nextArrival == Self.at(5))
    let early = network.arrivals(by: Self.at(4))
    #expect(early.isEmpty)
    let arrivals = network.arrivals(by: Self.at(5))
    #expect(arrivals.map(\.octets) == [[1], [2]])
    #expect(network.nextArrival == nil)
  }

  @Test func `A delayed datagram arrives when its time has come and not before`() {
    var network = Network(seed: 1, conditions: NetworkConditions(delay: .milliseconds(40)))
    network.send([9], from: "a", to: "b", at: .zero)
    #expect(network.nextArrival == Self.at(40))
    let early = network.arrivals(by: Self.at(39))
    #expect(early.isEmpty)
    let arrival = Network.Arrival(octets: [9], from: "a", to: "b", at: Self.at(40))
    let arrivals = network.arrivals(by: Self.at(40))
    #expect(arrivals == [arrival])
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `The same seed gives the same accidents`(seed: UInt64) {
    let conditions = NetworkConditions(
      loss: 0.1, delay: .milliseconds(20), jitter: .milliseconds(15), reordering: 0.1, duplication: 0.1)
    var first = Network(seed: seed, conditions: conditions)
    var second = Network(seed: seed, conditions: conditions)
    let arrivals = Self.run(&first, count: 200)
    #expect(arrivals == Self.run(&second, count: 200))
    #expect(first.tally == second.tally)
  }

  @Test func `Loss takes about its share, and the tally adds up`() {
    var network = Network(seed: 3, conditions: NetworkConditions(loss: 0.2))
    let arrivals = Self.run(&network, count: 2_000)
    #expect((330...470).contains(network.tally.lost))
    #expect(arrivals.count == 2_000 - network.tally.lost)
    #expect(network.tally.arrived == arrivals.count)
  }

  @Test func `Jitter alone keeps the order of a path`() {
    var network = Network(seed: 4, conditions: NetworkConditions(jitter: .milliseconds(100)))
    let numbers = Self.run(&network, count: 200).map { $0.octets[0] }
    #expect(numbers == (0..<200).map { UInt8($0) })
  }

  @Test func `Reordering lets later datagrams overtake`() {
    var network = Network(seed: 5, conditions: NetworkConditions(reordering: 0.1))
    let arrivals = Self.run(&network, count: 200)
    #expect(arrivals.count == 200)
    #expect(arrivals.map { $0.octets[0] } != (0..<200).map { UInt8($0) })
    #expect(network.tally.overtaken > 0)
    #expect(zip(arrivals, arrivals.dropFirst()).allSatisfy { $0.at <= $1.at })
  }

  @Test func `Duplicates arrive twice`() {
    var network = Network(seed: 6, conditions: NetworkConditions(duplication: 1))
    let arrivals = Self.run(&network, count: 10)
    #expect(arrivals.count == 20)
    #expect(network.tally.duplicated == 10)
  }

  @Test func `Nothing passes to or from a party that is cut off`() {
    var network = Network(seed: 7)
    network.disconnect("b")
    let toward = network.send([1], from: "a", to: "b", at: .zero)
    let away = network.send([2], from: "b", to: "a", at: .zero)
    network.reconnect("b")
    let afterwards = network.send([3], from: "a", to: "b", at: .zero)
    #expect([toward, away, afterwards] == [false, false, true])
    let arrivals = network.arrivals(by: .zero)
    #expect(arrivals.map(\.octets) == [[3]])
  }
}

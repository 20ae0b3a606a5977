package import Simulation

/// Seeded damage to octets: what a fuzzer does, in a fixed number and in the same way every time.
extension ParserProperty {
  /// One of the seeds with one to six mutations.
  package func mutation(using generator: inout SeededGenerator) -> [UInt8] {
    var octets = seeds.randomElement(using: &generator) ?? []
    for _ in 0..<Int.random(in: 1...6, using: &generator) where !octets.isEmpty {
      mutate(&octets, using: &generator)
    }
    return octets
  }

  private func mutate(_ octets: inout [UInt8], using generator: inout SeededGenerator) {
    let place = Int.random(in: 0..<octets.count, using: &generator)
    let end = min(octets.count, place + Int.random(in: 1...20, using: &generator))
    switch Int.random(in: 0..<7, using: &generator) {
    case 0: octets[place] = UInt8.random(in: 0...255, using: &generator)
    case 1: octets.removeSubrange(place..<end)
    case 2: octets.insert(contentsOf: octets[place..<end], at: place)
    case 3:
      let fragment = fragments.randomElement(using: &generator) ?? ""
      octets.insert(contentsOf: fragment.utf8, at: place)
    case 4:
      let other = seeds.randomElement(using: &generator) ?? []
      let from = Int.random(in: 0...other.count, using: &generator)
      octets.replaceSubrange(place..<end, with: other[from..<min(other.count, from + 40)])
    case 5:
      let copies = Int.random(in: 2...300, using: &generator)
      octets.insert(contentsOf: Array(repeating: octets[place..<end], count: copies).joined(), at: place)
    default: octets.removeSubrange(place...)
    }
  }
}

import Glibc
import SIPTransport
import Testing
import Timekeeping

@Suite("Signs that the machine does not keep up")
struct LoadWatchTests {
  private func moment(_ milliseconds: Int) -> Moment { Moment(sinceZero: .milliseconds(milliseconds)) }

  @Test("it looks ten times a second, and the first look only takes the figures")
  func interval() {
    var watch = LoadWatch()
    let looks = [
      watch.look(at: moment(0)) { LoadWatch.Losses(datagrams: 7, beats: 9) },
      watch.look(at: moment(99)) { LoadWatch.Losses() },
      watch.look(at: moment(100)) { LoadWatch.Losses(datagrams: 7, beats: 9) },
    ]
    #expect(looks == [false, nil, false])
  }

  struct Sign: Sendable, CustomStringConvertible {
    var description: String
    var lateness = Duration.zero
    var losses = LoadWatch.Losses()
    var isStrain: Bool
  }

  @Test(arguments: [
    Sign(description: "nothing", isStrain: false),
    Sign(description: "an alarm 100 ms late", lateness: .milliseconds(100), isStrain: false),
    Sign(description: "an alarm 101 ms late", lateness: .milliseconds(101), isStrain: true),
    Sign(description: "a datagram lost", losses: .init(datagrams: 1), isStrain: true),
    Sign(description: "one beat left out", losses: .init(beats: 1), isStrain: false),
    Sign(description: "two beats left out", losses: .init(beats: 2), isStrain: true),
  ])
  func signs(_ sign: Sign) {
    var watch = LoadWatch()
    _ = watch.look(at: moment(0)) { LoadWatch.Losses() }
    watch.note(lateness: sign.lateness)
    watch.note(lateness: .zero)
    let seen = watch.look(at: moment(100)) { sign.losses }
    #expect(seen == sign.isStrain)
    // What was seen once is not seen again.
    let later = watch.look(at: moment(200)) { sign.losses }
    #expect(later == false)
  }

  @Test("datagrams that find no room in the socket are counted by the system")
  func drops() throws {
    let receiver = try UDPSocket.bound()
    let sender = try UDPSocket.bound()
    defer {
      close(receiver.descriptor)
      close(sender.descriptor)
    }
    #expect(LoadWatch.drops(of: receiver.descriptor) == 0)
    var name = receiver.name
    let octets = [UInt8](repeating: 32, count: 1_000)
    for _ in 0..<2_000 {
      _ = withUnsafePointer(to: &name) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          sendto(sender.descriptor, octets, octets.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
    #expect(LoadWatch.drops(of: receiver.descriptor) > 0)
  }

  /// A socket of the loopback that nobody reads.
  private struct UDPSocket {
    var descriptor: CInt
    var name: sockaddr_in

    static func bound() throws -> UDPSocket {
      let descriptor = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
      var name = sockaddr_in()
      name.sin_family = sa_family_t(AF_INET)
      name.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let isBound = withUnsafeMutablePointer(to: &name) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
        }
      }
      try #require(isBound)
      return UDPSocket(descriptor: descriptor, name: name)
    }
  }
}

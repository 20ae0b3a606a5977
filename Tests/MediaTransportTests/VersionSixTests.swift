import MediaEngine
import MediaTransport
import RTPPackets
import SDPSessions
import Testing

@Suite("Media over IPv6", .timeLimit(.minutes(1)))
struct VersionSixTests {
  @Test("A service on every address bridges a phone on IPv6 and one on IPv4")
  func bridge() async throws {
    let rig = ServiceRig(host: "::")
    try rig.service.start()
    let (caller, agent) = (UDPPhone(host: "::1"), UDPPhone())
    let (first, firstPort) = try rig.service.open()
    let (second, secondPort) = try rig.service.open(beside: first)
    rig.service.perform(.connect(first, caller.agreed(), signalledFrom: "::1"))
    rig.service.perform(.connect(second, agent.agreed(), signalledFrom: "127.0.0.1"))
    rig.service.perform(.bridge(first, second))
    await rig.settled(second)

    caller.send(.audio(0, fill: 0x81), to: firstPort)
    #expect(agent.receive(until: { $0.payload.first == 0x81 }).last?.payload.first == 0x81)
    agent.send(.audio(0, fill: 0x82), to: secondPort)
    #expect(caller.receive(until: { $0.payload.first == 0x82 }).last?.payload.first == 0x82)
  }

  @Test("A service on one IPv6 address plays and hears there")
  func oneAddress() async throws {
    let rig = ServiceRig(host: "::1")
    try rig.service.start()
    let phone = UDPPhone(host: "::1")
    let (stream, port) = try rig.service.open()
    rig.service.perform(.connect(stream, phone.agreed(), signalledFrom: nil))
    await rig.settled(stream)
    #expect(phone.receive() != nil)
    for number in 0..<6 { phone.send(.event(number, start: 0, key: "5", isEnd: number > 3), to: port) }
    #expect(await rig.nextEvent()?.event == .key("5"))
  }

  @Test("What is sent to a port of our own over IPv6 is refused")
  func ownPort() async throws {
    let rig = ServiceRig(host: "::")
    try rig.service.start()
    let (first, _) = try rig.service.open()
    let (_, secondPort) = try rig.service.open(beside: first)
    var agreed = UDPPhone(host: "::1").agreed()
    agreed.remotePort = secondPort
    rig.service.perform(.connect(first, agreed, signalledFrom: nil))
    await rig.settled(first)
    #expect(rig.service.gauges().packetsSent == 0)
  }
}

import FuzzingDriver

@main
struct FuzzSDP {
  static func main() { Fuzzer.run(.sdp) }
}

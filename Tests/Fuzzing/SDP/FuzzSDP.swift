import FuzzingDriver
import TestMaterial

@main
struct FuzzSDP {
  static func main() { Fuzzer.run(.sdp) }
}

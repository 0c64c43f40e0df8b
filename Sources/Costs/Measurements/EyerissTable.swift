/// Layers on the Eyeriss chip, core at 200 MHz (Chen, Krishna, Emer, Sze, JSSC 52(1), 2017, tables
/// V and VI). The chip's watts do not hold its DRAM; its DRAM traffic is compressed. MB are 2^20
/// bytes, for the whole batch. Written by Tests/References/energy_tables.py.
enum EyerissTable {
  /// network, layer, channels in and out, side in and out, window, stride, groups, batch, mW, ms of
  /// latency, ms of processing, MB to and from the buffer, MB to and from DRAM
  static let layers = """
    AlexNet,CONV1,3,96,227,55,11,4,1,4,332,20.9,16.5,18.5,5.0
    AlexNet,CONV2,96,256,27,27,5,1,2,4,288,41.9,39.2,77.6,4.0
    AlexNet,CONV3,256,384,13,13,3,1,1,4,266,23.6,21.8,50.2,3.0
    AlexNet,CONV4,384,384,13,13,3,1,2,4,235,18.4,16.0,37.4,2.1
    AlexNet,CONV5,384,256,13,13,3,1,2,4,236,10.5,10.0,24.9,1.3
    VGG-16,CONV1-1,3,64,224,224,3,1,1,3,247,76.2,38.0,112.6,15.4
    VGG-16,CONV1-2,64,64,224,224,3,1,1,3,218,910.3,810.6,2402.8,54.0
    VGG-16,CONV2-1,64,128,112,112,3,1,1,3,242,470.3,405.3,1201.4,33.4
    VGG-16,CONV2-2,128,128,112,112,3,1,1,3,231,894.3,810.8,2402.8,48.5
    VGG-16,CONV3-1,128,256,56,56,3,1,1,3,254,241.1,204.0,607.4,20.2
    VGG-16,CONV3-2,256,256,56,56,3,1,1,3,235,460.9,408.1,1214.8,32.2
    VGG-16,CONV3-3,256,256,56,56,3,1,1,3,233,457.7,408.1,1214.8,30.8
    VGG-16,CONV4-1,256,512,28,28,3,1,1,3,278,135.8,105.1,321.8,17.8
    VGG-16,CONV4-2,512,512,28,28,3,1,1,3,261,254.8,210.0,643.7,28.6
    VGG-16,CONV4-3,512,512,28,28,3,1,1,3,240,246.3,210.0,643.7,22.8
    VGG-16,CONV5-1,512,512,14,14,3,1,1,3,258,54.3,48.3,90.0,6.3
    VGG-16,CONV5-2,512,512,14,14,3,1,1,3,236,53.7,48.5,90.0,5.7
    VGG-16,CONV5-3,512,512,14,14,3,1,1,3,230,53.7,48.5,90.0,5.6
    """
}

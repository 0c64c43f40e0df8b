/// Microcontrollers running int8 networks one image at a time: MLPerf Tiny v0.5 to v1.2, energy
/// mode, closed division (mlcommons tiny_results, Apache 2.0). The supply of the device alone;
/// medians of the runner's windows and no official result. Written by
/// Tests/References/energy_tables.py.
enum MicrocontrollerTable {
  /// board, round, submitter, software, network, µJ, ms
  static let rows = """
    NUCLEO-L4R5ZI,v0.5,reference,-,ad,416.312,10.4
    NUCLEO-L4R5ZI,v0.5,reference,-,ic,29207,704.225
    NUCLEO-L4R5ZI,v0.5,reference,-,kws,7373.7,180.538
    NUCLEO-L4R5ZI,v0.5,reference,-,vww,24312.6,603.136
    NUCLEO-H7A3ZI-Q,v0.7,STMicroelectronics,-,ad,349.026,2.2838
    NUCLEO-H7A3ZI-Q,v0.7,STMicroelectronics,-,ic,11200.2,70.4374
    NUCLEO-H7A3ZI-Q,v0.7,STMicroelectronics,-,kws,3713.19,22.312
    NUCLEO-H7A3ZI-Q,v0.7,STMicroelectronics,-,vww,10487.7,64.4247
    NUCLEO-U575ZI-Q,v0.7,STMicroelectronics,-,ad,152.56,5.6971
    NUCLEO-U575ZI-Q,v0.7,STMicroelectronics,-,ic,4151.13,157.233
    NUCLEO-U575ZI-Q,v0.7,STMicroelectronics,-,kws,1482.4,54.5108
    NUCLEO-U575ZI-Q,v0.7,STMicroelectronics,-,vww,4030.97,150.807
    NUCLEO-L4R5ZI,v0.7,STMicroelectronics,-,ad,431.211,9.6495
    NUCLEO-L4R5ZI,v0.7,STMicroelectronics,-,ic,12298.3,252.398
    NUCLEO-L4R5ZI,v0.7,STMicroelectronics,-,kws,4635.68,97.1062
    NUCLEO-L4R5ZI,v0.7,STMicroelectronics,-,vww,12293.3,254.453
    EK-RA6M4,v0.7,renesas,-,ad,324.088,4.5544
    EK-RA6M4,v0.7,renesas,-,ic,17723.8,246.609
    EK-RA6M4,v0.7,renesas,-,kws,3796.96,50.8001
    EK-RA6M4,v0.7,renesas,-,vww,11851.8,160.282
    NUCLEO-L4R5ZI,v1.0,OctoML,microtvm_cmsis_nn,ad,443.184,8.6053
    NUCLEO-L4R5ZI,v1.0,OctoML,microtvm_cmsis_nn,ic,20236.3,389.712
    NUCLEO-L4R5ZI,v1.0,OctoML,microtvm_cmsis_nn,kws,5230.27,100.03
    NUCLEO-L4R5ZI,v1.0,OctoML,microtvm_cmsis_nn,vww,15531.4,298.775
    NUCLEO-L4R5ZI,v1.0,OctoML,microtvm_native,ad,633.734,11.7189
    NUCLEO-L4R5ZI,v1.0,OctoML,microtvm_native,ic,21342.3,389.105
    NUCLEO-L4R5ZI,v1.0,OctoML,microtvm_native,kws,7950.51,144.071
    NUCLEO-L4R5ZI,v1.0,OctoML,microtvm_native,vww,17131.6,338.295
    NUCLEO-H7A3ZI-Q,v1.0,STMicroelectronics,-,ad,266.486,1.8225
    NUCLEO-H7A3ZI-Q,v1.0,STMicroelectronics,-,ic,8707.28,54.2211
    NUCLEO-H7A3ZI-Q,v1.0,STMicroelectronics,-,kws,2721.78,16.7274
    NUCLEO-H7A3ZI-Q,v1.0,STMicroelectronics,-,vww,7978.47,50.6355
    NUCLEO-U575ZI-Q,v1.0,STMicroelectronics,-,ad,119.113,4.8224
    NUCLEO-U575ZI-Q,v1.0,STMicroelectronics,-,ic,3642,138.889
    NUCLEO-U575ZI-Q,v1.0,STMicroelectronics,-,kws,1138.53,44.0742
    NUCLEO-U575ZI-Q,v1.0,STMicroelectronics,-,vww,3364.46,132.89
    NUCLEO-L4R5ZI,v1.0,STMicroelectronics,-,ad,322.977,7.5713
    NUCLEO-L4R5ZI,v1.0,STMicroelectronics,-,ic,10681.6,226.809
    NUCLEO-L4R5ZI,v1.0,STMicroelectronics,-,kws,3371.74,75.1089
    NUCLEO-L4R5ZI,v1.0,STMicroelectronics,-,vww,10066.6,225.887
    NUCLEO-H7A3ZI-Q,v1.1,Krai,X-CUBE-AI-7.3,ic,8471.1,53.674
    NUCLEO-H7A3ZI-Q,v1.1,Krai,X-CUBE-AI-7.3,kws,2367.47,16.6661
    NUCLEO-H7A3ZI-Q,v1.1,Krai,X-CUBE-AI-7.3,vww,7810.7,50.221
    NUCLEO-H7A3ZI-Q,v1.1,Krai,X-CUBE-AI-8.0,ad,235.833,1.8213
    NUCLEO-H7A3ZI-Q,v1.1,Krai,X-CUBE-AI-8.0,ic,7615.35,54.6956
    NUCLEO-H7A3ZI-Q,v1.1,Krai,X-CUBE-AI-8.0,kws,2362.1,16.67
    NUCLEO-H7A3ZI-Q,v1.1,Krai,X-CUBE-AI-8.0,vww,6928.31,50.1655
    NUCLEO-L4R5ZI,v1.1,Krai,X-CUBE-AI-7.3,ad,529.299,7.5813
    NUCLEO-L4R5ZI,v1.1,Krai,X-CUBE-AI-7.3,ic,17755.4,226.963
    NUCLEO-L4R5ZI,v1.1,Krai,X-CUBE-AI-7.3,kws,5627.48,74.7664
    NUCLEO-L4R5ZI,v1.1,Krai,X-CUBE-AI-7.3,vww,16536.3,224.871
    NUCLEO-L4R5ZI,v1.1,Krai,X-CUBE-AI-8.0,ad,528.881,7.5806
    NUCLEO-L4R5ZI,v1.1,Krai,X-CUBE-AI-8.0,ic,17315.1,222.173
    NUCLEO-L4R5ZI,v1.1,Krai,X-CUBE-AI-8.0,kws,5481.63,72.759
    NUCLEO-L4R5ZI,v1.1,Krai,X-CUBE-AI-8.0,vww,16573.1,221.337
    NUCLEO-L4R5ZI,v1.1,Skymizer,mbed_os,ad,334.536,8.0735
    NUCLEO-L4R5ZI,v1.1,Skymizer,mbed_os,ic,12684.3,298.775
    NUCLEO-L4R5ZI,v1.1,Skymizer,mbed_os,kws,3454.85,82.0277
    NUCLEO-L4R5ZI,v1.1,Skymizer,mbed_os,vww,7477.62,173.13
    NUCLEO-L4R5ZI,v1.1,Skymizer,zephyr,ad,409.666,8.0405
    NUCLEO-L4R5ZI,v1.1,Skymizer,zephyr,ic,14927.3,297
    NUCLEO-L4R5ZI,v1.1,Skymizer,zephyr,kws,4747.95,93.6067
    NUCLEO-L4R5ZI,v1.1,Skymizer,zephyr,vww,10412.8,196.425
    """
}

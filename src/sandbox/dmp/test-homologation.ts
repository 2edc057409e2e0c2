/** The homologation number that the sandbox's DMP knows: invented, like every name of its world. */
export const TEST_HOMOLOGATION = "BAC-A-SABLE-DMP-0001";

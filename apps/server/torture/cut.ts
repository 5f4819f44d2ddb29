/**
 * The power-cut loop. A kill leaves what the kernel has; a power cut leaves what the disk has.
 *
 * The server's data is on an ext4 file system in an image file, mounted with commit=300, so that the file system's own
 * rhythm hides no missing fsync. At a random moment the server is stopped and the image copied: the copy holds what had
 * reached the "disk" and nothing of what sits in the page cache of the mount. The copy is mounted (its journal replays),
 * the server starts on it, and somebody who has nothing asks for everything that people had been told or shown.
 *
 * The image is small and sparse: write-back during a long copy would mix two moments.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '@tandem/documents/testing'
import type { WorldKind } from '../simulation/world.ts'
import { faultsAfterReturn, faultsBeforeReturn, faultsOnDisk, layGround, type Ground } from './ground.ts'
import { needs, needsRoot, run, withMounts, type Mounts } from './machine.ts'
import { pass } from './pass.ts'
import { PRODUCT, ServerProcess, type Program } from './server-process.ts'

export type CutRun = {
  readonly work: WorldKind
  readonly seed: number
  readonly cuts: number
  readonly program?: Program
  /** The folder is made seconds before the first cut, and nobody tells the file system to write it. */
  readonly isYoung?: boolean
  readonly onCut?: (cut: { readonly cut: number; readonly faults: readonly string[] }) => void
}

export type CutReport = {
  readonly cuts: number
  readonly acknowledged: number
  readonly shown: number
  readonly accepted: number
  readonly faults: readonly string[]
}

const IMAGE_SIZE = '64M'

export function cutLoop(cutRun: CutRun): Promise<CutReport> {
  needsRoot()
  needs('mkfs.ext4', 'mount', 'umount', 'losetup', 'cp', 'sync')
  return withMounts((mounts) => cutTimes(mounts, cutRun))
}

async function cutTimes(mounts: Mounts, cutRun: CutRun): Promise<CutReport> {
  const { work, seed, cuts, program = PRODUCT, isYoung = false, onCut } = cutRun
  const image = (cut: number): string => join(mounts.folder, `image-${cut}`)
  run('truncate', '-s', IMAGE_SIZE, image(0))
  run('mkfs.ext4', '-q', '-F', image(0))
  const disk = mountImage(mounts, image(0))
  const ground = await layGround(join(disk, 'data'), seed, work)
  if (!isYoung) run('sync', '-f', disk)
  const faults: string[] = []
  for (let cut = 0; cut < cuts; cut += 1) {
    const found = await cutOnce(ground, seed + cut, program, () => {
      run('cp', '--sparse=always', image(cut), image(cut + 1))
    })
    mounts.unmount(disk)
    run('rm', image(cut))
    mountImage(mounts, image(cut + 1))
    faults.push(...found.map((fault) => `cut ${seed + cut}: ${fault}`))
    onCut?.({ cut: seed + cut, faults: found })
  }
  faults.push(...(await lastLook(ground, program)).map((fault) => `after the last cut: ${fault}`))
  const { acknowledged, shown, accepted } = ground.testimony
  return { cuts, acknowledged, shown, accepted, faults }
}

const mountImage = (mounts: Mounts, image: string): string => mounts.mount('disk', '-o', 'loop,commit=300', image)

/** What the cut before has left, then work, then the cut. */
async function cutOnce(ground: Ground, seed: number, program: Program, copy: () => void): Promise<readonly string[]> {
  const onDisk = await faultsOnDisk(ground)
  const server = new ServerProcess(ground.folder, program)
  try {
    const port = await server.port
    const before = await faultsBeforeReturn(ground, port)
    const after = await faultsAfterReturn(ground, port)
    ground.crowd.work()
    await pass(50 + seededRandom(seed).integer(450))
    await stop(server)
    copy()
    return [...onDisk, ...before, ...after]
  } finally {
    await server.kill()
    await ground.crowd.rest()
    ground.crowd.leave()
  }
}

async function lastLook(ground: Ground, program: Program): Promise<readonly string[]> {
  const onDisk = await faultsOnDisk(ground)
  const server = new ServerProcess(ground.folder, program)
  try {
    return [...onDisk, ...(await faultsBeforeReturn(ground, await server.port))]
  } finally {
    await server.kill()
  }
}

/** Resolves when the process stands still: a system call that is under way ends first. */
async function stop(server: ServerProcess): Promise<void> {
  server.signal('SIGSTOP')
  while (!/^\d+ \(.*\) T/.test(readFileSync(`/proc/${server.pid}/stat`, 'utf8'))) await pass(1)
}

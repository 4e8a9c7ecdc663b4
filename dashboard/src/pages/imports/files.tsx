// The files of the tape, and how much of each has been sent.

import { percent } from '../../format/number';
import { sizeWords } from './importsShape';
import { removeFile, type Load } from './loadState';
import type { Sending } from './upload';

export function Files({ files, isFixed }: Pick<Load, 'files'> & { isFixed: boolean }) {
  return (
    <ul class="files" aria-label="Files of the tape">
      {files.map((sending) => (
        <li key={`${sending.file.name}/${sending.file.size}/${sending.file.lastModified}`}>
          <span class="file">{sending.file.name}</span>
          <span class="muted small">{sizeWords(sending.file.size)}{stateWords(sending)}</span>
          <button type="button" class="quiet" disabled={isFixed} aria-label={`Leave out ${sending.file.name}`} title="Leave out" onClick={() => removeFile(sending.file)}>×</button>
        </li>
      ))}
    </ul>
  );
}

function stateWords({ file, id, received }: Sending): string {
  if (id === null) return '';
  return received < file.size ? `, ${percent(received / file.size, 0)} sent` : ', sent';
}

import type { SettingQuestion } from '../../fields/field-type.ts'

/** Of the field of the form of forms that asks for a setting. */
export const questionId = ({ id, setting }: Pick<SettingQuestion, 'id' | 'setting'>): string => id ?? setting
